using System.Diagnostics.CodeAnalysis;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

/// <summary>Decodes, runs a verb of a typed handler, encodes. One file per verb.</summary>
/// <param name="handler">The verbs.</param>
/// <param name="runner">Runs them: context, time limit, failures.</param>
internal sealed partial class ResourceAdapter<[DynamicallyAccessedMembers(ShapeInfo.Kept)] T>(Handler<T> handler, VerbRunner runner)
    : IResource
    where T : class
{
    public ShapeInfo Shape => handler.Shape;

    public DescribedShape Describe(PropertyValue.Map map) => Describe(State(map));

    public DescribedShape Describe(PropertyValue.Map map, UnknownSet unknown, IReadOnlyList<string?> places) =>
        Describe(ShapeCodec.Decode<T>(map, DecodeMode.State).Value, unknown, places);

    // A state that somebody edited may lack what every program must give: that is as good as unknown.
    private DescribedShape Describe(T state)
    {
        var missing = Shape
            .Properties.Where(p => p is { IsRequired: true, IsInput: true } && p.IsAbsent(state))
            .Select(static p => p.Name)
            .ToList();
        var unknown = missing.Count == 0 ? UnknownSet.None : new UnknownSet(missing);
        return Describe(state, unknown, handler.PlacesOf(state, unknown));
    }

    private DescribedShape Describe(T shape, UnknownSet unknown, IReadOnlyList<string?> places) =>
        new(shape, unknown, places) { Makes = handler.Makes(shape), Uses = handler.Uses(shape) };

    private static T State(PropertyValue.Map map) => ShapeCodec.Decode<T>(map, DecodeMode.State).Value;

    private async Task<Preview<T>> PreviewAsync(PreviewContext<T> context)
    {
        var preview = await handler.PreviewAsync(context).ConfigureAwait(false);
        if (
            context.Unknown.Any
            && context.Current is null
            && context.Program.Predecessor(context.Urn) is { IsGone: false, Shape: T before }
            && !Shape.Properties.Any(p => IsAnother(p, before, context))
        )
        {
            var names = string.Join(", ", context.Unknown.Paths.Select(PropertyPath.Root).Distinct().Order(StringComparer.Ordinal));
            preview.Plan.Note($"replaced only if {names}, not known yet, or something else turns out to be another one than was saved");
        }
        if (
            !context.Unknown.Any
            && context.Current is null
            && context.Program.Predecessor(context.Urn) is { IsGone: false, Shape: T replaced } predecessor
        )
        {
            var order = predecessor.GoesFirst ? "before that" : "afterwards, once nothing needs it";
            var going = await handler
                .PreviewReplacedAsync(replaced, context.Desired, context.OfReplaced(predecessor))
                .ConfigureAwait(false);
            foreach (var step in going.Steps)
            {
                preview.Plan.Note($"{order}: {step}");
            }
            foreach (var note in going.Impact)
            {
                preview.Plan.Note(note);
            }
        }
        if (!preview.Plan.IsEmpty || preview.Plan.Impact.Count > 0)
        {
            // `preview --diff` prints it without the heading that names the resource.
            context.Info($"plan of {Shape.Token["neonflow:".Length..]} {context.Name}:\n{preview.Plan}");
        }
        return preview;
    }

    // What replaces the resource for certain, whatever is not known yet.
    private static bool IsAnother(PropertyShape property, T before, PreviewContext<T> context) =>
        property is { ReplaceOnChange: true, IsInput: true }
        && !context.Unknown.Contains(property.Name)
        && property.Member.GetValue(before) is { } old
        && property.Member.GetValue(context.Desired) is { } now
        && !old.Equals(now);

    private static void RefuseUnknown(Target target, UnknownSet unknown)
    {
        if (unknown.Any)
        {
            throw new CallFailedException(
                FailureStatus.InvalidArgument,
                $"{target.Urn}: unknown values outside of a preview: {string.Join(", ", unknown.Paths)}"
            );
        }
    }

    /// <summary>
    /// What a check would say of inputs that a verb could not work with: those of a state that somebody edited, or that a version with
    /// other rules saved. Not asked before, because what works need not pass.
    /// </summary>
    private IReadOnlyList<Diagnostic> RecheckInputs(PropertyValue.Map inputs) => InputCheck<T>.Of(inputs, handler.Check).Failures;
}

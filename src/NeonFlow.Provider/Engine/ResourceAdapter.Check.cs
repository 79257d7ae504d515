using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

internal sealed partial class ResourceAdapter<T>
{
    public CheckResult Check(Target target, PropertyValue.Map olds, PropertyValue.Map news)
    {
        var isAsRead = Identical(olds, news);
        news = SecretMarks.Add(Shape, InputDefaults.FillNames(Shape, olds, InputDefaults.Fill(Shape, news), target.Name));
        var (decoded, normalized, failures) = InputCheck<T>.Of(news, handler.Check);
        if (failures.Count > 0 && !(isAsRead && failures.All(IsUnreadable)))
        {
            return new(news, InputFailure.Fit(failures, f => Failure(target, f, news)));
        }
        return new(Apply(news, decoded.Value, normalized), [])
        {
            Described = Describe(normalized, decoded.Unknown, handler.PlacesOf(normalized, decoded.Unknown)),
        };
    }

    // The engine prints the name of the property that a failure is about; of a part of the component the program wrote another one.
    private InputFailure Failure(Target target, Diagnostic failure, PropertyValue.Map news) =>
        ResourceName.IsInComponent(target.Urn)
            ? new("", ShownText.Cut(runner.Show(target, failure.Located, news)))
            : InputFailure.Of(Shape, failure, news, runner.Redactor);

    // After an import the engine checks what Read gave, and a secret that nobody can read is missing there. Update asks for it.
    private bool IsUnreadable(Diagnostic failure) =>
        failure.Code == CoreDiagnostics.MissingInput && Shape[failure.Path] is { Value.Secret: true };

    // Only what the handler changed is written anew: everything else keeps its secret marks and unknowns. A scalar is canonical as soon as
    // it was read, whatever the program wrote.
    private PropertyValue.Map Apply(PropertyValue.Map news, T before, T after)
    {
        var was = ShapeCodec.Encode(Shape, before, static p => p.IsInput);
        var now = ShapeCodec.Encode(Shape, after, static p => p.IsInput);
        var entries = new Dictionary<string, PropertyValue>(news.Entries, StringComparer.Ordinal);
        foreach (var property in Shape.Properties)
        {
            var name = property.Name;
            var read = property.Value is { Scalar: not null } or { Element.Scalar: not null } ? news[name] : was[name];
            if (news[name] is { HasUnknowns: true } || Identical(read, now[name]))
            {
                continue;
            }
            if (now[name] is not { } value)
            {
                entries.Remove(name);
            }
            else
            {
                entries[name] = news[name] is { HasSecrets: true } && !value.HasSecrets ? new PropertyValue.Secret(value) : value;
            }
        }
        return new(entries);
    }

    private static bool Identical(PropertyValue? a, PropertyValue? b) =>
        (a?.Plain, b?.Plain) switch
        {
            (null, null) => true,
            (PropertyValue.List x, PropertyValue.List y) => x.Items.Count == y.Items.Count
                && x.Items.Zip(y.Items).All(static p => Identical(p.First, p.Second)),
            (PropertyValue.Map x, PropertyValue.Map y) => x.Entries.Count == y.Entries.Count
                && x.Entries.All(e => Identical(e.Value, y[e.Key])),
            var (x, y) => Equals(x, y),
        };
}

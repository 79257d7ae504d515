using System.Diagnostics.CodeAnalysis;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

internal sealed partial class Dispatcher
{
    public CheckResult Check(Target target, PropertyValue.Map olds, PropertyValue.Map news)
    {
        var handler = Find(target);
        var filled = SecretMarks.Add(handler.Shape, InputDefaults.Fill(handler.Shape, news));
        return handler.Accept(new CheckVisitor(this, target, olds, filled));
    }

    /// <summary>
    /// The engine prints the value of a property that a failure names, secrets included, when it is a top-level one; so only what the shape
    /// knows to be harmless, and what the redactor
    /// would print as it is, is named; all else goes into the reason.
    /// </summary>
    internal InputFailure Problem(ShapeInfo shape, Diagnostic diagnostic, PropertyValue.Map inputs)
    {
        if (shape[diagnostic.Path] is { Value.HoldsSecrets: false } && inputs[diagnostic.Path] is { } value && IsHarmless(value))
        {
            return new(diagnostic.Path, Redactor.Redact(diagnostic.ToString(), inputs));
        }

        return new("", Redactor.Redact(diagnostic.Located, inputs));
    }

    private bool IsHarmless(PropertyValue value) =>
        value switch
        {
            PropertyValue.Secret => false,
            PropertyValue.Text text => Redactor.Redact(text.Value, text) == text.Value,
            PropertyValue.List list => list.Items.All(IsHarmless),
            PropertyValue.Map map => map.Entries.All(e => IsHarmless(e.Key) && IsHarmless(e.Value)),
            _ => true,
        };

    private sealed class CheckVisitor(Dispatcher dispatcher, Target target, PropertyValue.Map olds, PropertyValue.Map news)
        : IHandlerVisitor<CheckResult>
    {
        public CheckResult Visit<[DynamicallyAccessedMembers(ShapeInfo.Kept)] T>(Handler<T> handler)
            where T : class
        {
            var decoded = ShapeCodec.Decode<T>(news, DecodeMode.Inputs);
            if (decoded.Errors.Count > 0)
            {
                return new(news, [.. decoded.Errors.Select(p => dispatcher.Problem(handler.Shape, p, news))]);
            }

            var old = olds.Entries.Count == 0 ? null : ShapeCodec.Decode<T>(olds, DecodeMode.State).Value;
            var context = new CheckContext<T>(target.Urn, target.Name, decoded.Value, decoded.Unknown, old);
            var normalised = handler.Check(context);
            if (context.Failures.Count > 0)
            {
                return new(news, [.. context.Failures.Select(p => dispatcher.Problem(handler.Shape, p, news))]);
            }

            dispatcher.Intents.Declare(target.Urn, handler.IntentsOf(normalised, decoded.Unknown, old is null), old is null);
            return new(ReferenceEquals(normalised, decoded.Value) ? news : Apply(handler.Shape, decoded.Value, normalised), []);
        }

        // Only what the handler changed is written anew: everything else keeps its secret marks and unknowns.
        private PropertyValue.Map Apply(ShapeInfo shape, object before, object after)
        {
            var was = ShapeCodec.Encode(shape, before, static p => p.IsInput);
            var now = ShapeCodec.Encode(shape, after, static p => p.IsInput);
            var entries = new Dictionary<string, PropertyValue>(news.Entries, StringComparer.Ordinal);
            foreach (var property in shape.Properties)
            {
                var name = property.Name;
                if (news[name] is { HasUnknowns: true } || Identical(was[name], now[name]))
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
}

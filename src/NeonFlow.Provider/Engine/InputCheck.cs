using System.Diagnostics.CodeAnalysis;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

/// <summary>Inputs that were decoded and checked by a handler or function, with all failures of both at once.</summary>
internal sealed record InputCheck<[DynamicallyAccessedMembers(ShapeInfo.Kept)] T>(
    Decoded<T> Decoded,
    T Normalized,
    IReadOnlyList<Diagnostic> Failures
)
    where T : class
{
    public static InputCheck<T> Of(PropertyValue.Map inputs, Func<CheckContext<T>, T> check)
    {
        var decoded = ShapeCodec.Decode<T>(inputs, DecodeMode.Inputs);
        // A value that could not be decoded counts as unknown, so that the check does not report it a second time.
        var unknown = new UnknownSet([.. decoded.Unknown.Paths, .. decoded.Errors.Select(static e => e.Path)]);
        var context = new CheckContext<T>(decoded.Value, unknown);
        var normalized = check(context);
        return new(decoded, normalized, [.. decoded.Errors, .. context.Failures]);
    }
}

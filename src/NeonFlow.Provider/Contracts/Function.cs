using System.Diagnostics.CodeAnalysis;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Contracts;

/// <summary>A function (Pulumi invoke).</summary>
public abstract class Function<[DynamicallyAccessedMembers(ShapeInfo.Kept)] TArgs, [DynamicallyAccessedMembers(ShapeInfo.Kept)] TResult>
    : IFunction
    where TArgs : class
    where TResult : class
{
    /// <inheritdoc/>
    public ShapeInfo Args => ShapeInfo.Of<TArgs>();

    /// <inheritdoc/>
    public ShapeInfo Result => ShapeInfo.Of<TResult>();

    /// <summary>Domain checks of the arguments, without I/O; report with <c>context.Fail</c>.</summary>
    public virtual TArgs Check(CheckContext<TArgs> context) => context.Inputs;

    /// <summary>Answers.</summary>
    public abstract Task<TResult> InvokeAsync(TArgs args, OperationContext context);

    async Task<(PropertyValue.Map? Result, IReadOnlyList<Diagnostic> Failures)> IFunction.InvokeAsync(
        PropertyValue.Map args,
        OperationContext context
    )
    {
        var decoded = ShapeCodec.Decode<TArgs>(args, DecodeMode.Inputs);
        if (decoded.Errors.Count > 0)
        {
            return (null, decoded.Errors);
        }

        var check = new CheckContext<TArgs>("", "", decoded.Value, decoded.Unknown, null);
        var normalised = Check(check);
        if (check.Failures.Count > 0)
        {
            return (null, check.Failures);
        }

        // The .NET SDK waits until everything is known; another one may not.
        if (decoded.Unknown.Any)
        {
            return (
                null,
                [
                    .. decoded.Unknown.Paths.Select(static p => new Diagnostic(
                        CoreDiagnostics.MissingInput,
                        p,
                        $"{p} is not known yet, so nothing can be looked up."
                    )),
                ]
            );
        }

        var result = await InvokeAsync(normalised, context).ConfigureAwait(false);
        return (ShapeCodec.Encode(Result, result, static _ => true), []);
    }
}

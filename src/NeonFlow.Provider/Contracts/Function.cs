using System.Diagnostics.CodeAnalysis;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Contracts;

/// <summary>A function (Pulumi invoke).</summary>
public abstract class Function<[DynamicallyAccessedMembers(ShapeInfo.Kept)] TArgs, [DynamicallyAccessedMembers(ShapeInfo.Kept)] TResult>
    where TArgs : class
    where TResult : class
{
    /// <summary>Domain checks of the arguments, without I/O; report with <c>context.Fail</c>.</summary>
    public virtual TArgs Check(CheckContext<TArgs> context) => context.Inputs;

    /// <summary>Answers.</summary>
    public abstract Task<TResult> InvokeAsync(TArgs args, OperationContext context);
}

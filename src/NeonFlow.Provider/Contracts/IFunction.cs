using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Contracts;

/// <summary>A function whose types the caller does not know.</summary>
public interface IFunction
{
    /// <summary>Shape of the arguments.</summary>
    ShapeInfo Args { get; }

    /// <summary>Shape of the result.</summary>
    ShapeInfo Result { get; }

    /// <summary>Decodes, checks, answers, encodes.</summary>
    internal Task<(PropertyValue.Map? Result, IReadOnlyList<Diagnostic> Failures)> InvokeAsync(
        PropertyValue.Map args,
        OperationContext context
    );
}

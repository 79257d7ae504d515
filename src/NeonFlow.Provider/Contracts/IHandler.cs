using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Contracts;

/// <summary>A handler whose shape the caller does not know.</summary>
public interface IHandler
{
    /// <summary>The shape.</summary>
    ShapeInfo Shape { get; }

    /// <summary>Hands the typed handler to the visitor.</summary>
    internal void Accept(IHandlerVisitor visitor);

    /// <summary>Hands the typed handler to the visitor.</summary>
    internal TResult Accept<TResult>(IHandlerVisitor<TResult> visitor);
}

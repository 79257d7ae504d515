using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Contracts;

/// <summary>A Create or Update that is only asked about.</summary>
public sealed class PreviewContext<T> : OperationContext
{
    internal PreviewContext(OperationContext operation, T desired, UnknownSet unknown, string? id, T? current)
        : base(operation)
    {
        Desired = desired;
        Unknown = unknown;
        Id = id;
        Current = current;
    }

    /// <summary>Checked inputs; unknown ones have their type's default.</summary>
    public T Desired { get; }

    /// <summary>What is unknown in <see cref="Desired"/>.</summary>
    public UnknownSet Unknown { get; }

    /// <summary>Id of the existing object; null for a create.</summary>
    public string? Id { get; }

    /// <summary>Saved inputs and outputs; null for a create.</summary>
    public T? Current { get; }

    /// <summary>Whether the value at a path is fully known; <c>nameof</c> of a property will do.</summary>
    public bool IsKnown(string path) => !Unknown.Contains(PropertyPath.Of(path));
}

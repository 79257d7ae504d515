namespace NeonFlow.Provider.Contracts;

/// <summary>A Read.</summary>
public sealed class ReadContext<T> : OperationContext
{
    internal ReadContext(OperationContext operation, string id, T? saved)
        : base(operation)
    {
        Id = id;
        Saved = saved;
    }

    /// <summary>Id as saved, or as the user gave it to an import.</summary>
    public string Id { get; }

    /// <summary>Saved inputs and outputs; null for an import.</summary>
    public T? Saved { get; }
}

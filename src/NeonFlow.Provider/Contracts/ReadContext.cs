namespace NeonFlow.Provider.Contracts;

/// <summary>A Read.</summary>
public sealed class ReadContext<T> : OperationContext
{
    internal ReadContext(OperationContext operation, string id, T? saved, T? savedInputs)
        : base(operation)
    {
        Id = id;
        Saved = saved;
        SavedInputs = savedInputs;
    }

    /// <summary>Id as saved, or as the user gave it to an import.</summary>
    public string Id { get; }

    /// <summary>Saved inputs and outputs; null for an import.</summary>
    public T? Saved { get; }

    /// <summary>Saved inputs alone, with what the program left out left out; null for an import.</summary>
    public T? SavedInputs { get; }
}

namespace NeonFlow.Provider.Contracts;

/// <summary>An object that exists: canonical id and state (inputs as they actually are, and outputs).</summary>
public sealed record ResourceState<T>(string Id, T State)
{
    /// <summary>The inputs as a Read reports them, where they are not those of <see cref="State"/>.</summary>
    public T? Inputs { get; init; }
}

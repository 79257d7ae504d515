namespace NeonFlow.Conformance.Tests;

/// <summary>Something that somebody does by hand, and the input that is not true any more because of it.</summary>
internal sealed record HandEdit(string Input, string What, Func<Task> DoAsync)
{
    /// <summary>Whether the next up can repair it with the rights that it has.</summary>
    public bool IsRepairable { get; init; } = true;
}

namespace NeonFlow.Provider.ProgramView;

/// <summary>One thing that a process learnt.</summary>
/// <param name="Act">What it is.</param>
/// <param name="Urn">Resource; empty where it is about no resource.</param>
public sealed record IntentNote(IntentAct Act, string Urn)
{
    /// <summary>When, on the clock that all processes of the machine share.</summary>
    public long At { get; init; }

    /// <summary>Whether the resource is new, or changes.</summary>
    public bool Flag { get; init; }

    /// <summary>What it is about.</summary>
    public IReadOnlyList<Intent> Intents { get; init; } = [];

    /// <summary>One of two places on one server.</summary>
    public string? Place { get; init; }

    /// <summary>The other one.</summary>
    public string? Other { get; init; }
}

namespace NeonFlow.Provider.ProgramView;

/// <summary>One thing that a provider process learnt of the program.</summary>
/// <param name="Act">What it is.</param>
/// <param name="Urn">Resource; empty where it is about no resource.</param>
public sealed record ProgramEvent(ProgramAct Act, string Urn)
{
    /// <summary>When, on the clock that all processes of the machine share.</summary>
    public long At { get; init; }

    /// <summary>Type token of the resource.</summary>
    public string Type { get; init; } = "";

    /// <summary>The shape that the call showed: inputs (Check), what was saved (Diff, Read, Delete), or what was left (Done).</summary>
    public DescribedShape? Shape { get; init; }

    /// <summary>What the operation does with it (Check, Diff).</summary>
    public ProgramStep Step { get; init; }

    /// <summary>Whether a replacement would delete the old object first (Diff).</summary>
    public bool DeletesFirst { get; init; }

    /// <summary>One of two places on one server.</summary>
    public string? Place { get; init; }

    /// <summary>The other one.</summary>
    public string? Other { get; init; }
}

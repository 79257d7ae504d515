namespace NeonFlow.Provider.ProgramView;

/// <summary>
/// What the provider processes of one operation tell each other: a program with several providers has a process for each.
/// </summary>
public interface IProgramExchange : IDisposable
{
    /// <summary>Tells the others; when it returns, they can read it.</summary>
    void Append(ProgramEvent learnt);

    /// <summary>What the others have told since the last time, each in the order in which it told. One caller at a time.</summary>
    IReadOnlyList<ProgramEvent> ReadNew();

    /// <summary>Why the others cannot be heard or told; null where they can.</summary>
    string? UnavailableReason { get; }
}

namespace NeonFlow.Provider.ProgramView;

/// <summary>A note in a file.</summary>
internal sealed record WrittenNote(
    long At,
    IntentAct Act,
    string Urn,
    bool Flag,
    IReadOnlyList<WrittenIntent> Intents,
    string? Place,
    string? Other
);

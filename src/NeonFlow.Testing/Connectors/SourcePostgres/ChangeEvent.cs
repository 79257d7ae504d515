namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>
/// An inserted (<c>c</c>), updated (<c>u</c>) or deleted (<c>d</c>) row. The old row is there only where the server sent it, and whole only
/// under identity full.
/// </summary>
internal sealed record ChangeEvent(
    char Op,
    Relation Relation,
    Cell[]? Before,
    bool BeforeIsWhole,
    Cell[]? After,
    ulong PreviousEnd,
    ulong Position,
    ulong Commit,
    long CommitMilliseconds,
    uint TransactionId
) : StreamEvent;

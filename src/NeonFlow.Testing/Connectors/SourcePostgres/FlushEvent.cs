namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>A transaction is over; the cursor behind it is safe to resume from.</summary>
internal sealed record FlushEvent(ulong Cursor) : StreamEvent;

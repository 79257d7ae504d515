namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>The server said something beside the stream.</summary>
internal sealed record NoticeEvent(string Severity, string Text) : StreamEvent;

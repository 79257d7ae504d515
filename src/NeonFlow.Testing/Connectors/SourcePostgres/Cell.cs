namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>A value of a row: text, NULL, or a large value that the server did not send because it did not change.</summary>
internal readonly record struct Cell(string? Text, bool Unchanged = false);

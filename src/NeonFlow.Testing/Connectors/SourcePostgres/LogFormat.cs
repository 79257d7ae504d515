namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>
/// How a log line is written: a JSON object (<c>level</c>, <c>msg</c>, <c>time</c> and the fields of the event, sorted by name),
/// <c>key=value</c> words, or words in colours.
/// </summary>
internal enum LogFormat
{
    Json,
    Text,
    Color,
}

using System.Text.Json.Nodes;

namespace NeonFlow.Provider.ProgramView;

/// <summary>An intent in a file: without the way to reach its place, which may hold a password.</summary>
internal sealed record WrittenIntent(string? Place, string Kind, JsonNode? What, IReadOnlyCollection<string> Unknown, bool Stands);

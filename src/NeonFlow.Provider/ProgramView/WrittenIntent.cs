using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Preflight;

/// <summary>An intent in a file: without the way to reach its place, which may hold a password.</summary>
internal sealed record WrittenIntent(string? Place, string Kind, JsonNode? What, IReadOnlyCollection<string> Unknown, bool Stands);

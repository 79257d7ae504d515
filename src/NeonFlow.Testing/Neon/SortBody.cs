using System.Text.Json;
using System.Text.Json.Serialization;

namespace NeonFlow.Testing.Neon;

internal sealed record SortBody(string? Next, string SortBy, string SortOrder);

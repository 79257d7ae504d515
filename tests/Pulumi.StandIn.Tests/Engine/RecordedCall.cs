using System.Text.Json.Nodes;

namespace PulumiSdkTests.Engine;

internal sealed record RecordedCall(string Method, JsonNode Request);

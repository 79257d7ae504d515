using System.Text.Json.Serialization;

namespace NeonFlow.Neon;

internal sealed record ProjectPatch(NeonProjectSettings Settings);

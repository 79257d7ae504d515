using System.Text.Json.Serialization;

namespace NeonFlow.Neon;

internal sealed record ProjectUpdate(ProjectPatch Project);

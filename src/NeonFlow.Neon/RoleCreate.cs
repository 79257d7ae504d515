using System.Text.Json.Serialization;

namespace NeonFlow.Neon;

internal sealed record RoleCreate(NewRole Role);

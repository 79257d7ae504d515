using System.Text.Json;
using System.Text.Json.Serialization;

namespace NeonFlow.Testing.Neon;

internal sealed record AnnotationObjectBody(string Type, string Id);

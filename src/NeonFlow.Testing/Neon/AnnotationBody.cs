using System.Text.Json;
using System.Text.Json.Serialization;

namespace NeonFlow.Testing.Neon;

internal sealed record AnnotationBody(AnnotationObjectBody Object, IReadOnlyDictionary<string, string> Value);

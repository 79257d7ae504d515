namespace NeonFlow.Testing.Neon;

internal sealed record AnnotationBody(AnnotationObjectBody Object, IReadOnlyDictionary<string, string> Value);

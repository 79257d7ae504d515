namespace NeonFlow.Testing.Neon;

internal sealed record AnnotationObjectBody(string Type, string Id);

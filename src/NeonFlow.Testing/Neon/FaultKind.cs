namespace NeonFlow.Testing.Neon;

internal enum FaultKind
{
    Answer,
    LoseAnswer,
    Slow,
}

namespace NeonFlow.Testing.Neon;

internal enum FaultKind
{
    Answer,
    Change,
    LoseAnswer,
    Slow,
}

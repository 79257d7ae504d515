namespace NeonFlow.Testing.Engine;

internal enum RegistrationOutcome
{
    Done,
    Failed,
    Skipped,
    Absent,
}

namespace NeonFlow.Testing.Engine;

/// <remarks>In pulumi/pulumi: ResultState (pkg/resource/deploy/source.go).</remarks>
internal enum RegistrationOutcome
{
    Done,
    Failed,
    Skipped,
    Absent,
}

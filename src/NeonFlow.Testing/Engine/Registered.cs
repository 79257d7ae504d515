namespace NeonFlow.Testing.Engine;

/// <summary>
/// How a registration ended; the program goes on after a failed or skipped one only if the operation continues on errors. Absent is what a
/// refresh did not find.
/// </summary>
/// <remarks>In pulumi/pulumi: RegisterResult (pkg/resource/deploy/source.go).</remarks>
internal sealed record Registered(ResourceState State, RegistrationOutcome Outcome);

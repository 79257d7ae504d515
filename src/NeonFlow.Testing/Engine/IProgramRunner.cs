namespace NeonFlow.Testing.Engine;

/// <summary>Runs programs.</summary>
/// <remarks>In pulumi/pulumi: LanguageRuntime (pkg/resource/plugin/langruntime.go).</remarks>
internal interface IProgramRunner
{
    /// <summary>Runs the program to its end; cancellation means that nobody wants its answers any more.</summary>
    Task<ProgramExit> RunAsync(ProgramStart start, CancellationToken stop);
}

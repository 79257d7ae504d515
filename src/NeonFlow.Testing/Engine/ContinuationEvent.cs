namespace NeonFlow.Testing.Engine;

/// <summary>The first steps of a registration are over, so that the rest can be decided.</summary>
/// <remarks>In pulumi/pulumi: ContinueResourceImportEvent (pkg/resource/deploy/step_generator_events.go).</remarks>
internal sealed record ContinuationEvent(SourceEvent Source, bool Succeeded, Func<Task<GeneratedSteps>> ContinueAsync) : SourceEvent
{
    public override SourceEvent Registration => Source;
}

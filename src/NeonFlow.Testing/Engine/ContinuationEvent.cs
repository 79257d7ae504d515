namespace NeonFlow.Testing.Engine;

/// <summary>The first steps of a registration are over, so that the rest can be decided.</summary>
internal sealed record ContinuationEvent(SourceEvent Source, bool Succeeded, Func<Task<GeneratedSteps>> ContinueAsync) : SourceEvent
{
    public override SourceEvent Registration => Source;
}

namespace NeonFlow.Testing.Engine;

/// <summary>Something the program asked for that becomes steps, handled one after the other.</summary>
/// <remarks>In pulumi/pulumi: SourceEvent (pkg/resource/deploy/source.go).</remarks>
internal abstract record SourceEvent
{
    public TaskCompletionSource<Registered> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the program asked for, also where this is only a later part of it.</summary>
    public virtual SourceEvent Registration => this;
}

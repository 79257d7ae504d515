namespace NeonFlow.Testing.Engine;

/// <remarks>In pulumi/pulumi: RegisterResourceEvent (pkg/resource/deploy/source.go).</remarks>
internal sealed record RegisterEvent(Goal Goal) : SourceEvent;

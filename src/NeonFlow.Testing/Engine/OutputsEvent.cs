namespace NeonFlow.Testing.Engine;

/// <remarks>In pulumi/pulumi: RegisterResourceOutputsEvent (pkg/resource/deploy/source.go).</remarks>
internal sealed record OutputsEvent(Urn Urn, PropertyMap Outputs) : SourceEvent;

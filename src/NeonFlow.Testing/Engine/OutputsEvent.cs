namespace NeonFlow.Testing.Engine;

internal sealed record OutputsEvent(Urn Urn, PropertyMap Outputs) : SourceEvent;

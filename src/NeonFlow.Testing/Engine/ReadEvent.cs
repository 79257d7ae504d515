namespace NeonFlow.Testing.Engine;

/// <remarks>In pulumi/pulumi: ReadResourceEvent (pkg/resource/deploy/source.go).</remarks>
internal sealed record ReadEvent(
    string Type,
    string Name,
    string Id,
    bool IdUnknown,
    Urn Parent,
    string Provider,
    PropertyMap Properties,
    IReadOnlyList<Urn> Dependencies,
    IReadOnlyList<string> AdditionalSecretOutputs
) : SourceEvent;

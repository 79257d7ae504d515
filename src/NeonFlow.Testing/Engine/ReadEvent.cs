namespace NeonFlow.Testing.Engine;

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

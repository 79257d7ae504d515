namespace NeonFlow.Testing.Engine;

/// <summary>The operation begins; config values are decrypted, secret ones already replaced by <c>[secret]</c>.</summary>
/// <remarks>In pulumi/pulumi: PreludeEventPayload (pkg/engine/events.go).</remarks>
public sealed record PreludeEvent(
    OperationKind Operation,
    bool IsPreview,
    string Project,
    string Stack,
    IReadOnlyDictionary<string, string> Config
) : EngineEvent;

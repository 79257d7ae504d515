using System.Text.Json.Nodes;

namespace NeonFlow.Estuary;

/// <summary>What is staged for one name: a spec, or its removal.</summary>
/// <param name="Name">Catalogue name.</param>
/// <param name="Type"><c>capture</c>, <c>collection</c>, <c>materialization</c> or <c>test</c>; null: remove.</param>
/// <param name="Spec">The inner definition; null: remove.</param>
/// <param name="ExpectPubId">Last publish that the caller knows of; <see cref="FlowId.None"/>: must not exist; null: any.</param>
public sealed record StagedSpec(string Name, string? Type, JsonObject? Spec, string? ExpectPubId)
{
    /// <summary>Stages the removal of a live spec.</summary>
    public static StagedSpec Removal(string name, string? expectPubId) => new(name, null, null, expectPubId);
}

namespace NeonFlow.Testing.Engine;

/// <summary>A resource before or after a step; secrets in the values are still wrapped and must be shown as <c>[secret]</c>.</summary>
/// <remarks>In pulumi/pulumi: StepEventStateMetadata (pkg/engine/events.go).</remarks>
public sealed record StepState(
    Urn Urn,
    string Type,
    bool Custom,
    bool Delete,
    string Id,
    Urn Parent,
    bool Protect,
    bool RetainOnDelete,
    PropertyMap Inputs,
    PropertyMap Outputs,
    string Provider,
    IReadOnlyList<string> InitErrors
)
{
    /// <summary>Whether somebody else owns the resource and it was only read.</summary>
    public bool External { get; init; }

    /// <summary>The import id that the program gave.</summary>
    public string ImportId { get; init; } = "";

    /// <summary>Properties whose changes are not shown.</summary>
    public IReadOnlyList<string> HideDiffs { get; init; } = [];
}

namespace NeonFlow.Testing.Engine;

/// <summary>The outcome of a verb: <see cref="InitErrors"/> are set when the object exists but is not well.</summary>
/// <remarks>In pulumi/pulumi: ReadResult (pkg/resource/plugin/provider.go).</remarks>
internal sealed record VerbResult(
    string Id,
    PropertyMap? Outputs,
    PropertyMap? Inputs,
    bool RefreshBeforeUpdate,
    IReadOnlyList<string>? InitErrors
);

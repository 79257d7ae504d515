namespace NeonFlow.Testing.Engine;

/// <summary>The outcome of a verb: <see cref="InitErrors"/> are set when the object exists but is not well.</summary>
internal sealed record VerbResult(
    string Id,
    PropertyMap? Outputs,
    PropertyMap? Inputs,
    bool RefreshBeforeUpdate,
    IReadOnlyList<string>? InitErrors
);

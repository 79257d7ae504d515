namespace NeonFlow.Testing.Engine;

/// <summary>A resource exists, but its provider says that it is not well.</summary>
/// <remarks>In pulumi/pulumi: InitError (pkg/resource/plugin/provider_plugin.go).</remarks>
internal sealed class InitFailedException(IReadOnlyList<string> reasons)
    : Exception(reasons.Count == 0 ? "resource init failed" : List(reasons))
{
    public IReadOnlyList<string> Reasons { get; } = reasons;

    /// <summary>Several errors as one text.</summary>
    public static string List(IReadOnlyList<string> reasons) =>
        $"{reasons.Count} {(reasons.Count == 1 ? "error" : "errors")} occurred:\n{string.Concat(reasons.Select(r => $"\t* {r}\n"))}\n";
}

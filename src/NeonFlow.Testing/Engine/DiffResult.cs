namespace NeonFlow.Testing.Engine;

/// <summary>What a provider (or the engine in its place) says of a difference.</summary>
/// <remarks>In pulumi/pulumi: DiffResult (pkg/resource/plugin/provider.go).</remarks>
internal sealed record DiffResult(
    DiffChanges Changes,
    IReadOnlyList<string> ReplaceKeys,
    IReadOnlyList<string> ChangedKeys,
    IReadOnlyDictionary<string, DetailedDiffEntry>? DetailedDiff,
    bool DeleteBeforeReplace
)
{
    public static DiffResult None { get; } = new(DiffChanges.None, [], [], null, false);

    public static DiffResult Some { get; } = new(DiffChanges.Some, [], [], null, false);

    public bool Replace => ReplaceKeys.Count > 0 || (DetailedDiff?.Values.Any(d => d.IsReplace) ?? false);

    public DiffResult Invert() =>
        this with
        {
            DetailedDiff = DetailedDiff?.ToDictionary(
                d => d.Key,
                d =>
                    d.Value with
                    {
                        Kind = d.Value.Kind switch
                        {
                            PropertyDiffKind.Add => PropertyDiffKind.Delete,
                            PropertyDiffKind.AddReplace => PropertyDiffKind.DeleteReplace,
                            PropertyDiffKind.Delete => PropertyDiffKind.Add,
                            PropertyDiffKind.DeleteReplace => PropertyDiffKind.AddReplace,
                            var same => same,
                        },
                    }
            ),
        };
}

namespace NeonFlow.Testing.Engine;

internal enum DiffChanges
{
    Unknown,
    None,
    Some,
}

/// <summary>What a provider (or the engine in its place) says of a difference.</summary>
internal sealed record DiffResult(
    DiffChanges Changes,
    IReadOnlyList<string> ReplaceKeys,
    IReadOnlyList<string> ChangedKeys,
    IReadOnlyDictionary<string, DetailedDiffEntry>? DetailedDiff,
    bool DeleteBeforeReplace)
{
    public static DiffResult None { get; } = new(DiffChanges.None, [], [], null, false);

    public static DiffResult Some { get; } = new(DiffChanges.Some, [], [], null, false);

    public bool Replace => ReplaceKeys.Count > 0 || (DetailedDiff?.Values.Any(d => d.IsReplace) ?? false);

    public DiffResult Invert() => this with
    {
        DetailedDiff = DetailedDiff?.ToDictionary(
            d => d.Key,
            d => d.Value with
            {
                Kind = d.Value.Kind switch
                {
                    PropertyDiffKind.Add => PropertyDiffKind.Delete,
                    PropertyDiffKind.AddReplace => PropertyDiffKind.DeleteReplace,
                    PropertyDiffKind.Delete => PropertyDiffKind.Add,
                    PropertyDiffKind.DeleteReplace => PropertyDiffKind.AddReplace,
                    var same => same,
                },
            }),
    };
}

internal sealed record CheckFailureSaid(string Property, string Reason);

internal sealed record CheckResult(PropertyMap Inputs, IReadOnlyList<CheckFailureSaid> Failures);

/// <summary>The outcome of a verb: <see cref="InitErrors"/> are set when the object exists but is not well.</summary>
internal sealed record VerbResult(string Id, PropertyMap? Outputs, PropertyMap? Inputs, bool RefreshBeforeUpdate, IReadOnlyList<string>? InitErrors);

internal sealed record InvokeResult(PropertyMap Return, IReadOnlyList<CheckFailureSaid> Failures);

/// <summary>A provider said no.</summary>
internal sealed class ProviderException(string message, bool stateUnknown = false) : Exception(message)
{
    /// <summary>Whether the answer left the engine without an idea of what became of the resource; a failed call does not.</summary>
    public bool StateUnknown { get; } = stateUnknown;

    /// <summary>The arguments that were wrong, by path, each with the reason.</summary>
    public IReadOnlyList<(string Path, string Reason)> WrongInputs { get; init; } = [];

    /// <summary>The message with the wrong arguments and the values that they had.</summary>
    public string Described(PropertyMap inputs) => Message + string.Concat(WrongInputs.Select(wrong =>
        PropertyPath.TryParse(wrong.Path)?.Get(inputs) is { } value
            ? $"\n\t\t- property {wrong.Path} with value '{Display.GoText.Value(value)}' has a problem: {wrong.Reason}"
            : $"\n\t\t- property {wrong.Path} has a problem: {wrong.Reason}"));
}

/// <summary>The provider's config is not known in this preview, so it could not be asked.</summary>
internal sealed class DiffUnavailableException(string message) : Exception(message);

/// <summary>What the engine asks of whoever manages a resource.</summary>
internal interface IResourceManager
{
    Task<CheckResult> CheckAsync(Urn urn, PropertyMap olds, PropertyMap news, byte[] seed, AutonamingOptions? autonaming, bool preview);

    Task<DiffResult> DiffAsync(Urn urn, string id, PropertyMap oldInputs, PropertyMap oldOutputs, PropertyMap newInputs, IReadOnlyList<string> ignoreChanges, bool preview);

    Task<VerbResult> CreateAsync(Urn urn, PropertyMap inputs, double timeout, bool preview);

    Task<VerbResult> UpdateAsync(Urn urn, string id, PropertyMap oldInputs, PropertyMap oldOutputs, PropertyMap newInputs, double timeout, IReadOnlyList<string> ignoreChanges, bool preview);

    Task DeleteAsync(Urn urn, string id, PropertyMap oldInputs, PropertyMap oldOutputs, double timeout);

    Task<VerbResult> ReadAsync(Urn urn, string id, PropertyMap? inputs, PropertyMap? outputs, double timeout);
}

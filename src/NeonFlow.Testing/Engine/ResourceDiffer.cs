namespace NeonFlow.Testing.Engine;

/// <summary>What differs between two forms of a resource, as its provider and its options say.</summary>
/// <remarks>In pulumi/pulumi: diffResource (pkg/resource/deploy/step_generator.go).</remarks>
internal static class ResourceDiffer
{
    private const string InitErrorKey = "#initerror";

    public static async Task<DiffResult> DiffAsync(
        IResourceManager manager,
        Urn urn,
        string id,
        PropertyMap oldInputs,
        PropertyMap oldOutputs,
        PropertyMap newInputs,
        IReadOnlyList<string> ignoreChanges,
        Deployment deployment,
        bool allowUnknowns = false
    )
    {
        var diff = await manager
            .DiffAsync(urn, id, oldInputs, oldOutputs, newInputs, ignoreChanges, allowUnknowns || deployment.Preview)
            .ConfigureAwait(false);
        if (diff.Changes != DiffChanges.Unknown)
        {
            return diff;
        }

        var compared = PropertyTrees.Compare(oldInputs, Ignoring(deployment.Diagnostics, urn, newInputs, oldInputs, ignoreChanges));
        return compared.Count == 0
            ? diff with
            {
                Changes = DiffChanges.None,
            }
            : diff with
            {
                Changes = DiffChanges.Some,
                ChangedKeys = [.. compared.Keys.Select(k => (string)PropertyPath.Parse(k).Segments[0]).Distinct(StringComparer.Ordinal)],
                DetailedDiff = compared,
            };
    }

    /// <summary>The inputs with the old values where changes are to be ignored; paths where that is impossible are told.</summary>
    public static PropertyMap Ignoring(
        Diagnostics diagnostics,
        Urn urn,
        PropertyMap inputs,
        PropertyMap oldInputs,
        IReadOnlyList<string> paths
    )
    {
        var impossible = new List<string>();
        var result = PropertyTrees.ResetIgnored(inputs, oldInputs, paths, impossible.Add);
        if (impossible.Count > 0)
        {
            diagnostics.Info(
                urn,
                $"cannot ignore changes in added or removed elements of the path: {Display.GoText.Quote(string.Join(", ", impossible))}"
            );
        }

        return result;
    }

    public static DiffResult ReplaceOnChanges(DiffResult diff, IReadOnlyList<string> paths, bool initErrors)
    {
        if (diff.Changes != DiffChanges.Some && !initErrors)
        {
            return diff;
        }

        var parsed = paths.Select(PropertyPath.Parse).ToArray();
        bool Listed(PropertyPath path) => parsed.Any(p => p.Contains(path));
        var detailed = diff.DetailedDiff?.ToDictionary(d => d.Key, d => Listed(PropertyPath.Parse(d.Key)) ? d.Value.ToReplace() : d.Value);
        var keys = new SortedSet<string>(diff.ReplaceKeys, StringComparer.Ordinal);
        keys.UnionWith(diff.ChangedKeys.Where(k => PropertyPath.TryParse(k) is { } path && Listed(path)));
        if (!initErrors || !Listed(PropertyPath.Of(InitErrorKey)))
        {
            return diff with { ReplaceKeys = [.. keys], DetailedDiff = detailed };
        }

        if (detailed is not null)
        {
            detailed[InitErrorKey] = new(PropertyDiffKind.UpdateReplace, false);
        }

        return diff with
        {
            Changes = DiffChanges.Some,
            ReplaceKeys = [.. keys, InitErrorKey],
            DetailedDiff = detailed,
        };
    }

    /// <summary>
    /// Whether the program asks for a replacement by another value of its trigger; one that is not known yet may become another.
    /// </summary>
    public static bool Triggers(PropertyValue? old, PropertyValue? @new) =>
        (old?.ContainsUnknowns ?? false)
        || (@new?.ContainsUnknowns ?? false)
        || (old is not (null or NullValue) && @new is not (null or NullValue) && !Plain(old).Equals(Plain(@new)));

    private static PropertyValue Plain(PropertyValue value) => new PropertyMap([new("", value)]).WithoutSecrets().Get("")!;
}

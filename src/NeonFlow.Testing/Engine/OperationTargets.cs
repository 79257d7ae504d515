namespace NeonFlow.Testing.Engine;

/// <summary>
/// Which resources an operation is about: the named ones, all but the named ones, and those that an update replaces in any case.
/// </summary>
/// <remarks>In pulumi/pulumi: UrnTargets (pkg/resource/deploy/deployment.go).</remarks>
internal sealed record OperationTargets(IReadOnlyList<Urn> Only, IReadOnlyList<Urn> Excluded, IReadOnlyList<Urn> Replaced)
{
    public static OperationTargets All { get; } = new([], [], []);

    /// <summary>Whether what depends on a target takes part, too.</summary>
    public bool WithDependents { get; init; }

    /// <summary>Whether what depends on something excluded is excluded, too.</summary>
    public bool WithoutDependents { get; init; }

    /// <summary>Whether somebody asked for a resource to be replaced, by its name or by a mark in the state.</summary>
    public bool Replace(Urn urn, ResourceState? old) => Replaced.Contains(urn) || old is { Taint: true };

    /// <summary>What an operation reads of a state, whose resources follow what they depend on.</summary>
    public IEnumerable<ResourceState> Among(IEnumerable<ResourceState> resources)
    {
        var (only, excluded) = (Only.ToHashSet(), Excluded.ToHashSet());
        foreach (var resource in resources)
        {
            if (excluded.Contains(resource.Urn))
            {
                continue;
            }

            if (WithoutDependents && resource.NeedsWithoutProvider().Any(excluded.Contains))
            {
                excluded.Add(resource.Urn);
                continue;
            }

            if (Only.Count == 0 || only.Contains(resource.Urn))
            {
                yield return resource;
            }
            else if (WithDependents && resource.NeedsWithoutProvider().Any(only.Contains))
            {
                only.Add(resource.Urn);
                yield return resource;
            }
        }
    }

    /// <summary>Whether every one of the names belongs to a resource; those that do not are reported.</summary>
    public static bool AreKnown(IEnumerable<Urn> named, Func<Urn, bool> known, Diagnostics diagnostics)
    {
        var unknown = named.Where(urn => !known(urn)).ToArray();
        foreach (var urn in unknown)
        {
            diagnostics.Error(
                default,
                $"Target '{urn}' could not be found in the stack."
                    + (urn.Text.Contains('$', StringComparison.Ordinal) ? "" : " Did you forget to escape $ in your shell?")
            );
        }

        return unknown.Length == 0;
    }
}

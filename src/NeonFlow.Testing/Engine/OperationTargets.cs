namespace NeonFlow.Testing.Engine;

/// <summary>Which resources an update is about: the named ones, all but the named ones, and those that it replaces in any case.</summary>
internal sealed record OperationTargets(IReadOnlyList<Urn> Only, IReadOnlyList<Urn> Excluded, IReadOnlyList<Urn> Replaced)
{
    public static OperationTargets All { get; } = new([], [], []);

    /// <summary>Whether a resource takes part; providers and the stack always do.</summary>
    public bool Include(Urn urn) => urn.IsProvider || urn.IsStack || (Only.Count > 0 ? Only.Contains(urn) : !Excluded.Contains(urn));

    /// <summary>Whether somebody asked for a resource to be replaced, by its name or by a mark in the state.</summary>
    public bool Replace(Urn urn, ResourceState? old) => Replaced.Contains(urn) || old is { Taint: true };

    /// <summary>Ends the operation when one of the names belongs to no resource.</summary>
    public static void DemandKnown(IEnumerable<Urn> named, Func<Urn, bool> known, Diagnostics diagnostics)
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

        if (unknown.Length > 0)
        {
            throw new BailException();
        }
    }
}

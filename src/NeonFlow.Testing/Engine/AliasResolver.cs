namespace NeonFlow.Testing.Engine;

/// <summary>Finds the saved state of what the program registers, by its own name or by one that it had before.</summary>
/// <remarks>In pulumi/pulumi: stepGenerator.getOldResource (pkg/resource/deploy/step_generator.go).</remarks>
internal sealed class AliasResolver(Deployment deployment, IReadOnlyDictionary<Urn, ResourceState> olds, IReadOnlySet<Urn> seen)
{
    private readonly Dictionary<Urn, Urn> _aliased = [];
    private readonly Dictionary<Urn, Urn> _former = [];

    private Diagnostics Diagnostics => deployment.Diagnostics;

    /// <summary>The new name of a saved resource that was found under a former one.</summary>
    public Urn? NewName(Urn old) => _aliased.TryGetValue(old, out var @new) ? @new : null;

    /// <summary>
    /// The saved state of a resource, by its own name or one that it had before; that a name is claimed twice is said, and ends the
    /// operation after Check.
    /// </summary>
    public (ResourceState? Old, Urn Alias, bool Invalid) FindOld(
        Urn urn,
        string name,
        string type,
        Urn parent,
        IReadOnlyList<AliasSpec> aliases
    )
    {
        var invalid = false;
        if (_aliased.TryGetValue(urn, out var owner))
        {
            invalid = true;
            Diagnostics.Error(urn, $"Duplicate resource URN '{urn}' conflicting with alias on resource with URN '{owner}'");
        }

        if (olds.TryGetValue(urn, out var direct))
        {
            return (direct, default, invalid);
        }

        foreach (var alias in Aliases(name, type, parent, aliases))
        {
            if (!olds.TryGetValue(alias, out var found) || alias == urn)
            {
                continue;
            }

            if (seen.Contains(alias))
            {
                invalid = true;
                Diagnostics.Error(
                    urn,
                    $"Duplicate resource alias '{alias}' applied to resource with URN '{urn}' conflicting with resource with URN '{urn}'"
                );
            }

            if (_aliased.TryGetValue(alias, out var taker))
            {
                invalid = true;
                Diagnostics.Error(
                    urn,
                    $"Duplicate resource alias '{alias}' applied to resource with URN '{urn}' conflicting with resource with URN '{taker}'"
                );
            }

            _aliased[alias] = urn;
            _former[urn] = alias;
            deployment.Registry.RegisterAlias(urn, alias);
            return (found, alias, invalid);
        }

        return (null, default, invalid);
    }

    private List<Urn> Aliases(string name, string type, Urn parent, IReadOnlyList<AliasSpec> given)
    {
        var result = new List<Urn>();
        result.AddRange(given.Select(Resolve));

        // A child follows the name that its parent was found under.
        if (!parent.IsEmpty && _former.TryGetValue(parent, out var parentAlias))
        {
            result.Add(Inherited(type, name));
            result.AddRange(given.Select(Resolve).Select(a => Inherited(a.Type, a.Name)));

            Urn Inherited(string childType, string childName) =>
                Urn.Create(
                    deployment.Stack,
                    deployment.Project,
                    parentAlias.QualifiedType,
                    childType,
                    childName.StartsWith(parent.Name, StringComparison.Ordinal)
                        ? parentAlias.Name + childName[parent.Name.Length..]
                        : childName
                );
        }

        return result;

        Urn Resolve(AliasSpec alias)
        {
            if (!alias.Urn.IsEmpty)
            {
                return alias.Urn;
            }

            var under =
                alias.NoParent ? default
                : alias.Parent.IsEmpty ? parent
                : _former.GetValueOrDefault(alias.Parent, alias.Parent);
            return Urn.Create(
                alias.Stack.Length > 0 ? alias.Stack : deployment.Stack,
                alias.Project.Length > 0 ? alias.Project : deployment.Project,
                under.QualifiedType,
                alias.Type.Length > 0 ? alias.Type : type,
                alias.Name.Length > 0 ? alias.Name : name
            );
        }
    }
}

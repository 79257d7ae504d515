using System.Collections.Immutable;

namespace Pulumi;

public class Resource
{
    private readonly string _type;
    private readonly string _name;
    private readonly List<Resource> _children = [];

    private protected Resource(
        string type,
        string name,
        bool custom,
        ResourceArgs args,
        ResourceOptions options,
        bool remote = false,
        RegisterPackageRequest? package = null
    )
    {
        if (string.IsNullOrEmpty(type))
        {
            throw new ArgumentException("'type' cannot be null or empty.", nameof(type));
        }

        if (string.IsNullOrEmpty(name))
        {
            throw new ArgumentException("'name' cannot be null or empty.", nameof(name));
        }

        _type = type;
        _name = name;
        IsRemote = remote;

        var deployment = Deployment.Running;
        options = options.Copied();
        var isStack = type == Stack.RootType;
        Parent = isStack ? null : options.Parent ?? deployment.Stack;

        Transformations = [.. options.ResourceTransformations, .. Parent?.Transformations ?? []];
        foreach (var transformation in Transformations)
        {
            if (transformation(new(this, args, options)) is not { } result)
            {
                continue;
            }

            if (result.Options.Parent != options.Parent)
            {
                throw new ArgumentException("Transformations cannot currently be used to change the 'parent' of a resource.");
            }

            args = result.Args;
            options = result.Options;
        }

        if (Parent is { } parent)
        {
            lock (parent._children)
            {
                parent._children.Add(this);
            }

            options.Protect ??= parent.IsProtected;
        }

        IsProtected = options.Protect;
        Providers = Parent?.Providers ?? ImmutableDictionary<string, ProviderResource>.Empty;
        if (options is ComponentResourceOptions component)
        {
            if (component.Provider is not null && component.Providers.Count > 0)
            {
                throw new ResourceException(
                    "Do not supply both 'provider' and 'providers' options to a ComponentResource.",
                    options.Parent
                );
            }

            if (component.Provider is { } single)
            {
                component.Providers.Add(single);
            }

            Providers = Providers.SetItems(component.Providers.Select(provider => KeyValuePair.Create(provider.Package, provider)));
        }
        else if (custom)
        {
            options.Provider ??= ProviderFor(type);
            if (options.Provider is { } own)
            {
                Providers = Providers.SetItem(own.Package, own);
            }
        }

        if (isStack)
        {
            deployment.Stack = (Stack)this;
        }

        deployment.Register(this, custom, remote, args, options, package);
    }

    /// <summary>A resource that exists already and is known by its URN alone: nothing is registered for it.</summary>
    private protected Resource(string urn)
    {
        var parts = urn.Split("::", 4);
        _type = parts.Length > 2 ? parts[2].Split('$')[^1] : "";
        _name = parts.Length > 3 ? parts[3] : "";
        Providers = ImmutableDictionary<string, ProviderResource>.Empty;
        Transformations = [];
        Urn = new(OutputData<string>.Known(urn) with { Resources = [this] });
    }

    [Output("urn")]
    public Output<string> Urn { get; private protected set; } = null!;

    internal Resource? Parent { get; }

    internal bool IsRemote { get; }

    internal bool? IsProtected { get; }

    internal ImmutableDictionary<string, ProviderResource> Providers { get; }

    internal ImmutableArray<ResourceTransformation> Transformations { get; }

    internal ImmutableArray<Resource> Children
    {
        get
        {
            lock (_children)
            {
                return [.. _children];
            }
        }
    }

    public string GetResourceType() => _type;

    public string GetResourceName() => _name;

    internal ProviderResource? ProviderFor(string token)
    {
        var package = token.Split(':')[0];
        return Parent is null ? Providers.GetValueOrDefault(package) : Providers.GetValueOrDefault(package) ?? Parent.ProviderFor(token);
    }
}

using Grpc.Core;
using Pulumirpc;

namespace NeonFlow.Testing.Engine;

/// <summary>
/// Which provider a resource gets: the given one, that of its parents, or a default one, which is made when it is first needed.
/// </summary>
/// <remarks>In pulumi/pulumi: defaultProviders (pkg/resource/deploy/default_providers.go).</remarks>
internal sealed class ResourceProviders(Deployment deployment, Func<RegisterEvent, Task<Registered>> register)
{
    private readonly Dictionary<string, Task<ResourceState>> _defaults = new(StringComparer.Ordinal);
    private readonly Dictionary<Urn, IReadOnlyDictionary<string, string>> _componentProviders = [];
    private readonly Lock _gate = new();

    /// <summary>Keeps the providers that a component was given for its children.</summary>
    public void Remember(Urn component, IEnumerable<KeyValuePair<string, string>> providers)
    {
        lock (_gate)
        {
            _componentProviders[component] = providers.ToDictionary(p => p.Key, p => p.Value);
        }
    }

    /// <summary>A component hands on the providers that its own parent was given.</summary>
    public void Inherit(RegisterResourceRequest request, Urn parent)
    {
        lock (_gate)
        {
            foreach (
                var (package, provider) in parent.IsEmpty
                    ? new Dictionary<string, string>()
                    : _componentProviders.GetValueOrDefault(parent) ?? new Dictionary<string, string>()
            )
            {
                request.Providers.TryAdd(package, provider);
            }
        }
    }

    /// <summary>The provider that a resource was given, by itself or by its parents; empty where a default one is to serve.</summary>
    public string Given(string package, string given, IEnumerable<KeyValuePair<string, string>>? providers, Urn parent)
    {
        if (given.Length > 0)
        {
            return given;
        }

        if (providers?.FirstOrDefault(p => p.Key == package).Value is { Length: > 0 } listed)
        {
            return listed;
        }

        lock (_gate)
        {
            if (!parent.IsEmpty && _componentProviders.GetValueOrDefault(parent)?.GetValueOrDefault(package) is { Length: > 0 } inherited)
            {
                return inherited;
            }
        }

        return "";
    }

    public async Task<string> FindAsync(
        string package,
        string given,
        IEnumerable<KeyValuePair<string, string>>? providers,
        Urn parent,
        string version,
        string url
    )
    {
        if (Given(package, given, providers, parent) is { Length: > 0 } found)
        {
            return found;
        }

        var state = await DefaultProviderAsync(package, version, url).ConfigureAwait(false);
        return new ProviderReference(state.Urn, state.Id.Length > 0 ? state.Id : PropertyCodec.UnknownString).ToString();
    }

    private async Task<ResourceState> DefaultProviderAsync(string package, string version, string url)
    {
        var saved = deployment.SavedPlugin(package);
        (version, url) = (version.Length > 0 ? version : saved.Version, url.Length > 0 ? url : saved.Url);
        var name =
            version.Length == 0
                ? "default"
                : SemanticVersion.Parse(version)?.DefaultProviderName
                    ?? throw new RpcException(new(StatusCode.InvalidArgument, $"malformed version '{version}' of package '{package}'"));
        if (url.Length > 0)
        {
            // Parts of a name hold letters, digits, '-', '_' and '.'; empty parts are dropped.
            var parts = url.Split('/', StringSplitOptions.RemoveEmptyEntries);
            name +=
                "_"
                + string.Join(
                    '/',
                    parts.Select(p => string.Concat(p.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_')))
                );
        }

        Task<ResourceState> made;
        lock (_gate)
        {
            if (!_defaults.TryGetValue(package + "/" + name, out made!))
            {
                made = RegisterAsync();
                _defaults[package + "/" + name] = made;
            }
        }

        return await made.ConfigureAwait(false);

        async Task<ResourceState> RegisterAsync()
        {
            var inputs = new PluginRequest(version, url).AddedTo(deployment.PackageConfig(package));
            var done = await register(
                    new RegisterEvent(
                        new()
                        {
                            Type = Urn.ProviderTypePrefix + package,
                            Name = name,
                            Custom = true,
                            Properties = inputs,
                        }
                    )
                )
                .ConfigureAwait(false);
            return done.State;
        }
    }
}

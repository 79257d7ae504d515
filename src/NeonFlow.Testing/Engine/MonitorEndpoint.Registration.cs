using Grpc.Core;
using Pulumirpc;

namespace NeonFlow.Testing.Engine;

/// <summary>What a program registers.</summary>
internal sealed partial class MonitorEndpoint
{
    public async Task<RegisterResourceResponse> RegisterAsync(RegisterResourceRequest request)
    {
        if ((request.Custom || request.Remote) && request.Type.Split(':').Length != 3)
        {
            throw new RpcException(
                new(StatusCode.InvalidArgument, $"Type '{request.Type}' is not a valid type token (must have format '*:*:*')")
            );
        }

        var parent = new Urn(request.Parent);
        var isProvider = request.Type.StartsWith(Urn.ProviderTypePrefix, StringComparison.Ordinal);
        var isManaged = request.Remote || (request.Custom && !isProvider);
        Inherit(request, parent);
        if (isManaged)
        {
            request.Provider = _providers.Given(Package(request.Type), request.Provider, request.Providers, parent);
        }

        // Without a word on single properties, each depends on everything.
        if (request.PropertyDependencies.Count == 0 && !request.Remote)
        {
            foreach (var name in request.Object?.Fields.Keys ?? [])
            {
                request.PropertyDependencies[name] = new() { Urns = { request.Dependencies } };
            }
        }

        var own = await _transforms.ApplyAsync(request).ConfigureAwait(false);
        if (request.Hooks is { } hooks && hooks.CalculateSize() > 0)
        {
            throw new RpcException(
                new(
                    StatusCode.Unimplemented,
                    "the test engine runs no resource hooks: leave them out of programs under test, or run those with the pulumi CLI"
                )
            );
        }

        if (!request.Custom)
        {
            _providers.Inherit(request, parent);
        }

        var provider = isManaged
            ? await _providers
                .FindAsync(Package(request.Type), request.Provider, request.Providers, parent, request.Version, request.PluginDownloadURL)
                .ConfigureAwait(false)
            : "";

        if (request.Remote)
        {
            return await ConstructAsync(request, provider).ConfigureAwait(false);
        }

        var properties = PropertyCodec.Read(request.Object);
        var dependencies = new SortedDictionary<string, IReadOnlyList<Urn>>(StringComparer.Ordinal);
        foreach (var (name, said) in request.PropertyDependencies)
        {
            dependencies[name] = Urns(said.Urns);
        }

        var plain = properties.Select((name, value) => WithoutOutputs(name, value, dependencies));
        if (isProvider)
        {
            // One that names no plugin gets that of the package's default provider.
            var plugin =
                request.Version.Length == 0 && request.PluginDownloadURL.Length == 0
                    ? _deployment.SavedPlugin(request.Type[Urn.ProviderTypePrefix.Length..])
                    : new(request.Version, request.PluginDownloadURL);
            plain = plugin.AddedTo(plain);
        }

        var goal = new Goal
        {
            Type = request.Type,
            Name = request.Name,
            Custom = request.Custom,
            Properties = plain,
            Parent = parent,
            Protect = request.HasProtect ? request.Protect : null,
            Dependencies = Urns(request.Dependencies),
            Provider = provider,
            PropertyDependencies = request.Custom
                ? dependencies
                : new SortedDictionary<string, IReadOnlyList<Urn>>(dependencies, StringComparer.Ordinal),
            DeleteBeforeReplace = request.DeleteBeforeReplaceDefined || request.DeleteBeforeReplace ? request.DeleteBeforeReplace : null,
            IgnoreChanges = request.Custom ? [.. request.IgnoreChanges] : [],
            AdditionalSecretOutputs = [.. request.AdditionalSecretOutputs],
            Aliases =
            [
                .. request.AliasURNs.Select(a => new AliasSpec(new(a), "", "", "", "", default, false)),
                .. request.Aliases.Select(Read),
            ],
            ImportId = request.ImportId,
            Timeouts = new(
                Timeouts.ParseSeconds(request.CustomTimeouts?.Create ?? ""),
                Timeouts.ParseSeconds(request.CustomTimeouts?.Update ?? ""),
                Timeouts.ParseSeconds(request.CustomTimeouts?.Delete ?? ""),
                Timeouts.ParseSeconds(request.CustomTimeouts?.Read ?? "")
            ),
            ReplaceOnChanges = request.Custom ? [.. request.ReplaceOnChanges] : [],
            RetainOnDelete = request.HasRetainOnDelete ? request.RetainOnDelete : null,
            DeletedWith = new(request.DeletedWith),
            ReplaceWith = Urns(request.ReplaceWith),
            HideDiffs = [.. request.HideDiffs],
            ReplacementTrigger = request.ReplacementTrigger is { } trigger ? PropertyCodec.Read(trigger) : null,
        };
        if (!request.Custom && request.Providers.Count > 0)
        {
            var urn = Urn.Create(_deployment.Stack, _deployment.Project, parent.QualifiedType, request.Type, request.Name);
            _providers.Remember(urn, request.Providers);
        }

        var done = await SendAsync(new RegisterEvent(goal)).ConfigureAwait(false);
        if (done.Outcome is RegistrationOutcome.Failed or RegistrationOutcome.Skipped && !request.SupportsResultReporting)
        {
            throw new RpcException(new(StatusCode.Internal, "resource registration failed"));
        }

        var state = done.State;
        _goals[state.Urn] = goal;
        _transforms.Remember(state.Urn, parent, own);
        var form = new WireForm(request.AcceptSecrets, true, request.AcceptResources, false, false);
        var outputs = state.Custom ? state.Outputs : PropertyMap.Empty;
        var response = new RegisterResourceResponse
        {
            Urn = state.Urn.Text,
            Id = state.Id,
            Object = PropertyCodec.Write(
                request.SupportsPartialValues ? outputs : outputs.Select((_, v) => v.ContainsUnknowns ? null : v),
                form
            ),
            Result = done.Outcome switch
            {
                RegistrationOutcome.Failed => Result.Fail,
                RegistrationOutcome.Skipped => Result.Skip,
                _ => Result.Success,
            },
            Unknown = done.Outcome == RegistrationOutcome.Absent,
        };
        return response;
    }

    /// <summary>What a resource leaves open is as its parent has it.</summary>
    private void Inherit(RegisterResourceRequest request, Urn parent)
    {
        if (!_goals.TryGetValue(parent, out var above))
        {
            return;
        }

        if (!request.HasProtect && above.Protect is { } protect)
        {
            request.Protect = protect;
        }

        if (!request.HasRetainOnDelete && above.RetainOnDelete is { } retain)
        {
            request.RetainOnDelete = retain;
        }

        if (request.DeletedWith.Length == 0)
        {
            request.DeletedWith = above.DeletedWith.Text;
        }

        // A child of the same package is made by the provider of its parent.
        if (
            request.Provider.Length == 0
            && ProviderReference.Parse(above.Provider) is { } provider
            && provider.Urn.Type == Urn.ProviderTypePrefix + Package(request.Type)
        )
        {
            request.Provider = above.Provider;
        }
    }

    private static AliasSpec Read(Alias alias) =>
        alias.AliasCase == Alias.AliasOneofCase.Urn
            ? new(new(alias.Urn), "", "", "", "", default, false)
            : new(
                default,
                alias.Spec.Name,
                alias.Spec.Type,
                alias.Spec.Stack,
                alias.Spec.Project,
                new(alias.Spec.ParentUrn),
                alias.Spec.NoParent
            );

    /// <summary>Output values become what they hold; what they depend on goes to the property's dependencies.</summary>
    private static PropertyValue WithoutOutputs(
        string name,
        PropertyValue value,
        SortedDictionary<string, IReadOnlyList<Urn>>? dependencies
    )
    {
        switch (value)
        {
            case OutputValue output:
                if (dependencies is not null && output.Dependencies.Count > 0)
                {
                    dependencies[name] = Urns(dependencies.GetValueOrDefault(name, []).Select(u => u.Text).Concat(output.Dependencies));
                }

                var inner = output.Value is null ? PropertyValue.Unknown : WithoutOutputs(name, output.Value, dependencies);
                return output.IsSecret ? new SecretValue(inner) : inner;
            case SecretValue secret:
                return new SecretValue(WithoutOutputs(name, secret.Element, dependencies));
            case ArrayValue array:
                return new ArrayValue(array.Items.Select(i => WithoutOutputs(name, i, dependencies)));
            case ObjectValue map:
                return new ObjectValue(map.Members.Select((_, v) => WithoutOutputs(name, v, dependencies)));
            case AssetValue { Hash.Length: 0 } asset:
                return Assets.WithHash(asset);
            default:
                return value;
        }
    }
}

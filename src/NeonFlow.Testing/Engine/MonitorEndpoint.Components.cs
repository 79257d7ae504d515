using Grpc.Core;
using Pulumirpc;

namespace NeonFlow.Testing.Engine;

/// <summary>Remote components and their methods.</summary>
internal sealed partial class MonitorEndpoint
{
    public async Task<CallResponse> CallAsync(ResourceCallRequest request)
    {
        var provider = await _providers
            .FindAsync(Package(request.Tok), request.Provider, null, default, request.Version, request.PluginDownloadURL)
            .ConfigureAwait(false);
        var call = new CallRequest
        {
            Tok = request.Tok,
            Args = request.Args,
            Project = _deployment.Project,
            Stack = _deployment.Stack,
            DryRun = _deployment.Preview,
            Parallel = _deployment.Parallel,
            MonitorEndpoint = Address,
            AcceptsOutputValues = true,
        };
        foreach (var (name, dependencies) in request.ArgDependencies)
        {
            call.ArgDependencies[name] = new() { Urns = { dependencies.Urns } };
        }

        foreach (var (key, value) in _deployment.Config)
        {
            call.Config[key] = value.Value;
        }

        try
        {
            return await Plugin(provider).CallMethodAsync(call).ConfigureAwait(false);
        }
        catch (ProviderException failure)
        {
            _deployment.Diagnostics.Error(
                default,
                $"call to function '{request.Tok}' failed: {failure.Described(PropertyCodec.Read(request.Args))}"
            );
            await AbortAsync().ConfigureAwait(false);
            throw new RpcException(new(StatusCode.Unknown, $"call of {request.Tok} returned an error: {failure.Message}"));
        }
    }

    private async Task<RegisterResourceResponse> ConstructAsync(RegisterResourceRequest request, string provider)
    {
        var construct = new ConstructRequest
        {
            Project = _deployment.Project,
            Stack = _deployment.Stack,
            Organization = _deployment.Organization,
            DryRun = _deployment.Preview,
            Parallel = _deployment.Parallel,
            MonitorEndpoint = Address,
            Type = request.Type,
            Name = request.Name,
            Parent = request.Parent,
            Inputs = PropertyCodec.Write(
                PropertyCodec.Read(request.Object).Select((_, v) => ResourceTransforms.AsOutputs(v)),
                Plugin(provider).ConstructForm
            ),
            DeletedWith = request.DeletedWith,
            AcceptsOutputValues = true,
        };
        construct.Dependencies.AddRange(request.Dependencies);
        construct.Providers.Add(request.Providers);
        construct.Aliases.AddRange(request.Aliases);
        construct.AdditionalSecretOutputs.AddRange(request.AdditionalSecretOutputs);
        construct.IgnoreChanges.AddRange(request.IgnoreChanges);
        construct.ReplaceOnChanges.AddRange(request.ReplaceOnChanges);
        construct.ReplaceWith.AddRange(request.ReplaceWith);
        if (request.HasProtect)
        {
            construct.Protect = request.Protect;
        }

        if (request.HasRetainOnDelete)
        {
            construct.RetainOnDelete = request.RetainOnDelete;
        }

        if (request.DeleteBeforeReplaceDefined)
        {
            construct.DeleteBeforeReplace = request.DeleteBeforeReplace;
        }

        foreach (var (name, dependencies) in request.PropertyDependencies)
        {
            construct.InputDependencies[name] = new() { Urns = { dependencies.Urns } };
        }

        foreach (var (key, value) in _deployment.Config)
        {
            construct.Config[key] = value.Value;
            if (value.Secret)
            {
                construct.ConfigSecretKeys.Add(key);
            }
        }

        ConstructResponse? made;
        try
        {
            made = await Plugin(provider).ConstructAsync(construct).ConfigureAwait(false);
        }
        catch (ProviderException failure)
        {
            _deployment.Diagnostics.Error(
                default,
                $"{request.Type} resource '{request.Name}' has a problem: {failure.Described(PropertyCodec.Read(request.Object))}"
            );
            _deployment.TrySend(new AbortEvent());
            throw new RpcException(new(StatusCode.Unknown, "resource monitor shut down"));
        }

        if (made is null)
        {
            var unknown = request.Clone();
            unknown.Remote = false;
            unknown.Custom = false;
            return await RegisterAsync(unknown).ConfigureAwait(false);
        }

        var outputs = PropertyCodec.Read(made.State);
        var response = new RegisterResourceResponse
        {
            Urn = made.Urn,
            Object = PropertyCodec.Write(
                request.SupportsPartialValues ? outputs : outputs.Select((_, v) => v.ContainsUnknowns ? null : v),
                new(request.AcceptSecrets, true, request.AcceptResources, false, false)
            ),
        };
        foreach (var (name, dependencies) in made.StateDependencies)
        {
            response.PropertyDependencies[name] = new() { Urns = { dependencies.Urns } };
        }

        return response;
    }
}

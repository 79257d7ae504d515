using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Pulumi.Serialization;
using Pulumirpc;

namespace Pulumi;

public sealed partial class Deployment
{
    internal void Register(
        Resource resource,
        bool custom,
        bool remote,
        ResourceArgs args,
        ResourceOptions options,
        RegisterPackageRequest? package
    )
    {
        var pending = OutputProperties.Prepare(resource);
        Runner.Register(CompleteAsync(resource, pending, custom, remote, args, options, package));
    }

    internal void RegisterOutputs(ComponentResource component, Output<IDictionary<string, object?>> outputs) =>
        Runner.Register(RegisterOutputsAsync(component, outputs));

    internal async Task<string> ReferenceAsync(ProviderResource? provider)
    {
        if (provider is null)
        {
            return "";
        }

        var urn = (await provider.Urn.Data.ConfigureAwait(false)).Value;
        var id = await provider.Id.Data.ConfigureAwait(false);
        return $"{urn}::{(id.IsKnown && !string.IsNullOrEmpty(id.Value) ? id.Value : Signatures.Unknown)}";
    }

    private async Task CompleteAsync(
        Resource resource,
        Dictionary<string, PendingOutput> pending,
        bool custom,
        bool remote,
        ResourceArgs args,
        ResourceOptions options,
        RegisterPackageRequest? package
    )
    {
        try
        {
            var answer = await AskAsync(resource, custom, remote, args, options, package).ConfigureAwait(false);
            pending["urn"].Settle(OutputData<object?>.Known(answer.Urn));
            if (pending.TryGetValue("id", out var id))
            {
                id.Settle(OutputData<object?>.Known(answer.Id) with { IsKnown = answer.Id.Length > 0 });
            }

            foreach (var (name, output) in pending)
            {
                if (name is "urn" or "id" || !answer.State.Fields.TryGetValue(name, out var value))
                {
                    continue;
                }

                var data = Converter.Convert(
                    message => Log.Warn(message, resource),
                    $"{resource.GetType().FullName}.{name}",
                    value,
                    output.TargetType
                );
                var urns = answer.Dependencies.GetValueOrDefault(name) ?? [];
                output.Settle(data with { Resources = data.Resources.Union(urns.Select(urn => new ReferencedResource(urn))) });
            }

            foreach (var output in pending.Values)
            {
                output.SettleByDefault(isKnown: !IsDryRun && answer.Succeeded);
            }
        }
        catch (Exception exception)
        {
            // The resource's own failure is reported, not that of whoever waited for its outputs.
            Runner.Fail(exception);
            foreach (var output in pending.Values)
            {
                output.Fail(exception);
            }

            throw;
        }
    }

    private async Task<Answer> AskAsync(
        Resource resource,
        bool custom,
        bool remote,
        ResourceArgs args,
        ResourceOptions options,
        RegisterPackageRequest? package
    )
    {
        if (options.Urn is { } urn)
        {
            return await GetAsync(urn).ConfigureAwait(false);
        }

        if (options.Id is not null && (await options.Id.ToOutput().Data.ConfigureAwait(false)).Value is { Length: > 0 } id)
        {
            return custom
                ? await ReadAsync(resource, id, args, options, package).ConfigureAwait(false)
                : throw new ArgumentException("ResourceOptions.Id is only valid for a CustomResource", nameof(options));
        }

        return await RegisterAsync(resource, custom, remote, args, options, package).ConfigureAwait(false);
    }

    private async Task<Answer> GetAsync(string urn)
    {
        var request = new ResourceInvokeRequest
        {
            Tok = "pulumi:pulumi:getResource",
            Args = new Struct { Fields = { ["urn"] = Value.ForString(urn) } },
            AcceptResources = Settings.AcceptResources,
        };
        var result = await InvokeRawAsync(request).ConfigureAwait(false);
        return new(
            result.Fields.GetValueOrDefault("urn")?.StringValue ?? urn,
            result.Fields.GetValueOrDefault("id")?.StringValue ?? "",
            result.Fields.GetValueOrDefault("state")?.StructValue ?? new Struct()
        );
    }

    private async Task<Answer> ReadAsync(
        Resource resource,
        string id,
        ResourceArgs args,
        ResourceOptions options,
        RegisterPackageRequest? package
    )
    {
        var prepared = await PrepareAsync(resource, custom: true, remote: false, args, options, package).ConfigureAwait(false);
        var request = new ReadResourceRequest
        {
            Id = id,
            Type = resource.GetResourceType(),
            Name = resource.GetResourceName(),
            Parent = prepared.ParentUrn,
            Provider = prepared.Provider,
            Properties = prepared.Properties,
            Version = options.Version ?? "",
            AcceptSecrets = true,
            AcceptResources = Settings.AcceptResources,
            PackageRef = prepared.PackageRef,
        };
        request.Dependencies.Add(prepared.Dependencies);
        var response = await _monitor.ReadAsync(resource, request).ConfigureAwait(false);
        return new(response.Urn, id, response.Properties ?? new Struct());
    }

    private async Task<Answer> RegisterAsync(
        Resource resource,
        bool custom,
        bool remote,
        ResourceArgs args,
        ResourceOptions options,
        RegisterPackageRequest? package
    )
    {
        var prepared = await PrepareAsync(resource, custom, remote, args, options, package).ConfigureAwait(false);
        var request = new RegisterResourceRequest
        {
            Type = resource.GetResourceType(),
            Name = resource.GetResourceName(),
            Parent = prepared.ParentUrn,
            Custom = custom,
            Remote = remote,
            Object = prepared.Properties,
            Provider = prepared.Provider,
            Version = options.Version ?? "",
            PluginDownloadURL = options.PluginDownloadURL ?? "",
            PackageRef = prepared.PackageRef,
            AcceptSecrets = true,
            AcceptResources = Settings.AcceptResources,
            SupportsResultReporting = true,
            Hooks = new(),
        };
        request.Dependencies.Add(prepared.Dependencies);
        foreach (var (property, urns) in prepared.PropertyDependencies)
        {
            request.PropertyDependencies.Add(property, new RegisterResourceRequest.Types.PropertyDependencies { Urns = { urns } });
        }

        await AddOptionsAsync(request, resource, options).ConfigureAwait(false);
        await AddTransformsAsync(request, options.ResourceTransforms).ConfigureAwait(false);
        if (remote && options is ComponentResourceOptions component)
        {
            foreach (var provider in component.Providers)
            {
                request.Providers[provider.Package] = await ReferenceAsync(provider).ConfigureAwait(false);
            }
        }

        if (options is CustomResourceOptions own)
        {
            AddCustomOptions(request, own);
        }

        var response = await _monitor.RegisterAsync(resource, request).ConfigureAwait(false);
        return new(response.Urn, response.Id, response.Object ?? new Struct())
        {
            Succeeded = response.Result == Result.Success,
            Dependencies = response.PropertyDependencies.ToDictionary(entry => entry.Key, entry => entry.Value.Urns.ToArray()),
        };
    }

    private async Task<Prepared> PrepareAsync(
        Resource resource,
        bool custom,
        bool remote,
        ResourceArgs args,
        ResourceOptions options,
        RegisterPackageRequest? package
    )
    {
        var properties = await args.ToDictionaryAsync().ConfigureAwait(false);
        var keepResources = await SupportsAsync("resourceReferences").ConfigureAwait(false);
        var keepOutputValues = remote && await SupportsAsync("outputValues").ConfigureAwait(false);
        var serialized = await Serializer
            .SerializeAllAsync(
                $"resource:{resource.GetResourceName()}[{resource.GetResourceType()}]",
                properties,
                keepResources,
                keepOutputValues,
                skipReferenceDependencies: remote,
                dropIdentity: true
            )
            .ConfigureAwait(false);

        var parentUrn = resource.Parent is { } parent ? (await parent.Urn.Data.ConfigureAwait(false)).Value : "";
        var direct = await GatherAsync(options.DependsOn).ConfigureAwait(false);
        direct.UnionWith(serialized.AllDependencies);

        var propertyDependencies = new Dictionary<string, List<string>>();
        foreach (var (property, resources) in serialized.Dependencies)
        {
            propertyDependencies[property] = await Serializer.UrnsAsync(resources, resource).ConfigureAwait(false);
        }

        return new(
            parentUrn,
            custom ? await ReferenceAsync(options.Provider).ConfigureAwait(false) : "",
            Structs.ToStruct(serialized.Values),
            await Serializer.UrnsAsync(direct, resource).ConfigureAwait(false),
            propertyDependencies,
            await PackageRefAsync(package).ConfigureAwait(false)
        );
    }

    private async Task<string> PackageRefAsync(RegisterPackageRequest? package)
    {
        if (package is null)
        {
            return "";
        }

        await DemandAsync("parameterization", "parameterization").ConfigureAwait(false);
        return await _packages.GetOrAdd(package, RegisterPackageAsync).ConfigureAwait(false);
    }

    private Task<string> RegisterPackageAsync(RegisterPackageRequest package)
    {
        var request = new Pulumirpc.RegisterPackageRequest
        {
            Name = package.Name,
            Version = package.Version,
            DownloadUrl = package.DownloadUrl,
            Parameterization = From(package.Parameterization),
            Extension = From(package.Extension),
        };
        foreach (var (platform, checksum) in package.Checksums)
        {
            request.Checksums.Add(platform, ByteString.CopyFrom(checksum));
        }

        return _monitor.RegisterPackageAsync(request);
    }

    private static Parameterization? From(RegisterPackageRequest.PackageParameterization? given) =>
        given is null
            ? null
            : new()
            {
                Name = given.Name,
                Version = given.Version,
                Value = ByteString.CopyFrom(given.Value),
            };

    private async Task RegisterOutputsAsync(ComponentResource component, Output<IDictionary<string, object?>> outputs)
    {
        var urn = (await component.Urn.Data.ConfigureAwait(false)).Value;
        var values = (await outputs.Data.ConfigureAwait(false)).Value;
        var serialized = await Serializer
            .SerializeAllAsync(
                "RegisterResourceOutputs",
                values,
                await SupportsAsync("resourceReferences").ConfigureAwait(false),
                keepOutputValues: false
            )
            .ConfigureAwait(false);
        await _monitor.RegisterOutputsAsync(new() { Urn = urn, Outputs = Structs.ToStruct(serialized.Values) }).ConfigureAwait(false);
    }

    private sealed record Answer(string Urn, string Id, Struct State)
    {
        public bool Succeeded { get; init; } = true;

        public IReadOnlyDictionary<string, string[]> Dependencies { get; init; } = new Dictionary<string, string[]>();
    }

    private sealed record Prepared(
        string ParentUrn,
        string Provider,
        Struct Properties,
        List<string> Dependencies,
        Dictionary<string, List<string>> PropertyDependencies,
        string PackageRef
    );
}

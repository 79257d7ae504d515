using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using Pulumi.Serialization;
using Pulumirpc;

namespace Pulumi;

public sealed partial class Deployment
{
    internal Output<T> Invoke<T>(string token, InvokeArgs args, InvokeOptions? options, RegisterPackageRequest? package, bool single) =>
        new(InvokeOutputAsync<T>(token, args, options, package, single));

    internal async Task<T> InvokeAsync<T>(
        string token,
        InvokeArgs args,
        InvokeOptions? options,
        RegisterPackageRequest? package,
        bool single
    )
    {
        var serialized = await SerializeArgsAsync(token, args).ConfigureAwait(false);
        return (await InvokeAsync<T>(token, serialized, options, package, single).ConfigureAwait(false)).Value;
    }

    internal Output<T> Call<T>(string token, CallArgs args, Resource? self, CallOptions? options, RegisterPackageRequest? package) =>
        new(CallAsync<T>(token, args, self, options, package));

    private async Task<OutputData<T>> InvokeOutputAsync<T>(
        string token,
        InvokeArgs args,
        InvokeOptions? options,
        RegisterPackageRequest? package,
        bool single
    )
    {
        var serialized = await SerializeArgsAsync(token, args).ConfigureAwait(false);
        var awaited = options is InvokeOutputOptions output ? await GatherAsync(output.DependsOn).ConfigureAwait(false) : [];
        var isKnown = !serialized.ContainsUnknowns;
        foreach (var resource in Expanded(awaited))
        {
            await resource.Urn.Data.ConfigureAwait(false);
            isKnown &= resource is not CustomResource custom || (await custom.Id.Data.ConfigureAwait(false)).IsKnown;
        }

        var result = isKnown
            ? await InvokeAsync<T>(token, serialized, options, package, single).ConfigureAwait(false)
            : new OutputData<T>(OutputData.NoResources, default!, false, false);
        return result with
        {
            Resources = [.. result.Resources, .. awaited, .. serialized.AllDependencies],
            IsSecret = result.IsSecret || serialized.ContainsSecrets,
        };
    }

    private async Task<OutputData<T>> InvokeAsync<T>(
        string token,
        Serialized serialized,
        InvokeOptions? options,
        RegisterPackageRequest? package,
        bool single
    )
    {
        var request = new ResourceInvokeRequest
        {
            Tok = token,
            Args = Structs.ToStruct(serialized.Values),
            Provider = await ReferenceAsync(options?.Provider ?? options?.Parent?.ProviderFor(token)).ConfigureAwait(false),
            Version = options?.Version ?? "",
            PluginDownloadURL = options?.PluginDownloadURL ?? "",
            AcceptResources = Settings.AcceptResources,
            PackageRef = await PackageRefAsync(package).ConfigureAwait(false),
        };
        return Read<T>(token, await InvokeRawAsync(request).ConfigureAwait(false), single);
    }

    private async Task<Struct> InvokeRawAsync(ResourceInvokeRequest request)
    {
        var response = await _monitor.InvokeAsync(request).ConfigureAwait(false);
        ThrowOnFailures($"Invoke of '{request.Tok}'", response.Failures);
        return response.Return ?? new Struct();
    }

    private async Task<OutputData<T>> CallAsync<T>(
        string token,
        CallArgs args,
        Resource? self,
        CallOptions? options,
        RegisterPackageRequest? package
    )
    {
        var properties = await args.ToDictionaryAsync().ConfigureAwait(false);
        if (self is not null)
        {
            properties = properties.SetItem("__self__", self);
        }

        var keepResources = await SupportsAsync("resourceReferences").ConfigureAwait(false);
        var serialized = await Serializer
            .SerializeAllAsync(
                $"call:{token}",
                properties,
                keepResources,
                await SupportsAsync("outputValues").ConfigureAwait(false),
                skipReferenceDependencies: true
            )
            .ConfigureAwait(false);
        var request = new ResourceCallRequest
        {
            Tok = token,
            Args = Structs.ToStruct(serialized.Values),
            Provider = await ReferenceAsync(options?.Provider ?? options?.Parent?.ProviderFor(token) ?? ProviderOf(self, token))
                .ConfigureAwait(false),
            Version = options?.Version ?? "",
            PluginDownloadURL = options?.PluginDownloadURL ?? "",
            PackageRef = await PackageRefAsync(package).ConfigureAwait(false),
        };
        foreach (var (name, resources) in serialized.Dependencies)
        {
            request.ArgDependencies.Add(name, new() { Urns = { await Serializer.UrnsAsync(resources).ConfigureAwait(false) } });
        }

        var response = await _monitor.CallAsync(request).ConfigureAwait(false);
        ThrowOnFailures($"Call of '{token}'", response.Failures);
        var result = Read<T>(token, response.Return ?? new Struct(), single: false);
        var returned = response
            .ReturnDependencies.Values.SelectMany(dependencies => dependencies.Urns)
            .Distinct()
            .Select(urn => new ReferencedResource(urn));
        return result with { Resources = [.. result.Resources, .. returned] };
    }

    private static ProviderResource? ProviderOf(Resource? self, string token) =>
        self is ProviderResource provider ? provider : self?.ProviderFor(token);

    private async Task<Serialized> SerializeArgsAsync(string token, InvokeArgs args)
    {
        var properties = await args.ToDictionaryAsync().ConfigureAwait(false);
        return await Serializer
            .SerializeAllAsync(
                $"invoke:{token}",
                properties,
                await SupportsAsync("resourceReferences").ConfigureAwait(false),
                keepOutputValues: false
            )
            .ConfigureAwait(false);
    }

    private static OutputData<T> Read<T>(string token, Struct result, bool single)
    {
        if (!single)
        {
            return Converter.Convert<T>(message => Log.Warn(message), $"{token} result", Value.ForStruct(result));
        }

        return result.Fields.Count == 1
            ? Converter.Convert<T>(message => Log.Warn(message), $"{token} result", result.Fields.Values.Single())
            : throw new InvokeException($"Expected a single value from '{token}' but got {result.Fields.Count}");
    }

    private static IEnumerable<Resource> Expanded(IEnumerable<Resource> resources) =>
        resources.SelectMany(resource => resource is ComponentResource { IsRemote: false } ? Expanded(resource.Children) : [resource]);

    private static void ThrowOnFailures(string what, RepeatedField<CheckFailure> failures)
    {
        if (failures.Count > 0)
        {
            throw new InvokeException(
                $"{what} failed: {string.Join("; ", failures.Select(failure => $"{failure.Reason} ({failure.Property})"))}"
            );
        }
    }

    private sealed class InvokeException(string message) : Exception(message);
}

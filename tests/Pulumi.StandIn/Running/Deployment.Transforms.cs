using System.Collections.Immutable;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Pulumi.Serialization;
using Pulumirpc;

namespace Pulumi;

// Resource transforms, which the engine calls before it decides anything about a resource.
public sealed partial class Deployment
{
    private readonly Lazy<Task<CallbackServer>> _callbacks = new(CallbackServer.StartAsync);

    private async Task AddTransformsAsync(RegisterResourceRequest request, List<ResourceTransform> transforms)
    {
        if (transforms.Count == 0)
        {
            return;
        }

        await DemandAsync("transforms", "resource transforms").ConfigureAwait(false);
        var callbacks = await _callbacks.Value.ConfigureAwait(false);
        request.Transforms.Add(
            transforms.Select(transform => callbacks.Add((message, cancellation) => TransformAsync(transform, message, cancellation)))
        );
    }

    private async Task<IMessage> TransformAsync(ResourceTransform transform, ByteString message, CancellationToken cancellation)
    {
        var request = TransformRequest.Parser.ParseFrom(message);
        var args = request.Properties.Fields.ToImmutableDictionary(
            entry => entry.Key,
            entry => Deserializer.Deserialize(entry.Value, keepOutputs: true).Value
        );
        var given = new ResourceTransformArgs(request.Name, request.Type, request.Custom, args, Read(request));
        if (await transform(given, cancellation).ConfigureAwait(false) is not { } result)
        {
            return new TransformResponse();
        }

        var serializer = new Serializer(keepResources: true, keepOutputValues: true);
        var serialized = await serializer.SerializeAsync("Args", result.Args).ConfigureAwait(false);
        return new TransformResponse
        {
            Properties = Structs.ToStruct((Dictionary<string, object?>)serialized!),
            Options = await WriteAsync(result.Options).ConfigureAwait(false),
        };
    }

    // As with the real SDK, an import id is not shown to a transform, and neither that nor HideDiffs comes back from one.
    private static ResourceOptions Read(TransformRequest request)
    {
        var from = request.Options;
        ResourceOptions options = request.Custom
            ? new CustomResourceOptions
            {
                DeleteBeforeReplace = from.DeleteBeforeReplace,
                AdditionalSecretOutputs = [.. from.AdditionalSecretOutputs],
            }
            : new ComponentResourceOptions { Providers = [.. from.Providers.Values.Select(ReferencedProvider.Of)] };
        options.Aliases = [.. from.Aliases.Select(alias => (Input<Alias>)Read(alias))];
        options.CustomTimeouts = from.CustomTimeouts is { } timeouts
            ? new()
            {
                Create = CustomTimeouts.Parse(timeouts.Create),
                Update = CustomTimeouts.Parse(timeouts.Update),
                Delete = CustomTimeouts.Parse(timeouts.Delete),
            }
            : null;
        options.DeletedWith = Referenced(from.DeletedWith);
        options.ReplaceWith = Referenced(from.ReplaceWith);
        options.DependsOn = Referenced(from.DependsOn);
        options.IgnoreChanges = [.. from.IgnoreChanges];
        options.Parent = Referenced(request.Parent);
        options.PluginDownloadURL = from.PluginDownloadUrl.Length > 0 ? from.PluginDownloadUrl : null;
        options.Protect = from.HasProtect ? from.Protect : null;
        options.Provider = from.Provider.Length > 0 ? ReferencedProvider.Of(from.Provider) : null;
        options.ReplaceOnChanges = [.. from.ReplaceOnChanges];
        options.RetainOnDelete = from.RetainOnDelete ? true : null;
        options.Version = from.Version;
        options.HideDiffs = [.. from.HideDiff];
        if (from.ReplacementTrigger is { } trigger && Deserializer.Deserialize(trigger, keepOutputs: true).Value is { } value)
        {
            options.ReplacementTrigger = value;
        }

        return options;
    }

    // As with the real SDK, options that a transform makes anew need a version, which may be empty.
    private async Task<TransformResourceOptions> WriteAsync(ResourceOptions options)
    {
        var result = new TransformResourceOptions
        {
            DeletedWith = options.DeletedWith is { } other ? (await other.Urn.Data.ConfigureAwait(false)).Value : "",
            PluginDownloadUrl = options.PluginDownloadURL ?? "",
            Provider = await ReferenceAsync(options.Provider).ConfigureAwait(false),
            Version = options.Version!,
            CustomTimeouts = Timeouts(options.CustomTimeouts),
            DependsOn = { await UrnsAsync(options.DependsOn).ConfigureAwait(false) },
            ReplaceWith = { await UrnsAsync(options.ReplaceWith).ConfigureAwait(false) },
            IgnoreChanges = { options.IgnoreChanges },
            ReplaceOnChanges = { options.ReplaceOnChanges },
        };
        foreach (var alias in options.Aliases)
        {
            var data = await alias.ToOutput().Data.ConfigureAwait(false);
            if (data.IsKnown)
            {
                result.Aliases.Add(await SpecAsync(data.Value).ConfigureAwait(false));
            }
        }

        if (options.Protect is { } protect)
        {
            result.Protect = protect;
        }

        if (options.RetainOnDelete is { } retain)
        {
            result.RetainOnDelete = retain;
        }

        if (options.ReplacementTrigger is { } trigger)
        {
            var serializer = new Serializer(keepResources: true, keepOutputValues: true);
            var value = await serializer.SerializeAsync("ReplacementTrigger", trigger).ConfigureAwait(false);
            result.ReplacementTrigger = value is null ? null : Structs.ToValue(value);
        }

        if (options is CustomResourceOptions custom)
        {
            result.AdditionalSecretOutputs.Add(custom.AdditionalSecretOutputs);
            if (custom.DeleteBeforeReplace is { } deleteFirst)
            {
                result.DeleteBeforeReplace = deleteFirst;
            }
        }

        foreach (var provider in (options as ComponentResourceOptions)?.Providers ?? [])
        {
            result.Providers.Add(provider.Package, await ReferenceAsync(provider).ConfigureAwait(false));
        }

        return result;
    }

    private static Alias Read(Pulumirpc.Alias alias)
    {
        if (alias.AliasCase == Pulumirpc.Alias.AliasOneofCase.Urn)
        {
            return new() { Urn = alias.Urn };
        }

        var spec = alias.Spec;
        return new()
        {
            Name = Text(spec.Name),
            Type = Text(spec.Type),
            Stack = Text(spec.Stack),
            Project = Text(spec.Project),
            Parent = Referenced(spec.ParentUrn),
            ParentUrn = Text(spec.ParentUrn),
            NoParent = spec.NoParent,
        };

        static Input<string>? Text(string text) => text.Length > 0 ? (Input<string>)text : null;
    }

    private static ReferencedResource? Referenced(string urn) => urn.Length > 0 ? new(urn) : null;

    private static List<Resource> Referenced(IEnumerable<string> urns) => [.. urns.Select(urn => new ReferencedResource(urn))];

    private static async Task<List<string>> UrnsAsync(InputList<Resource> resources)
    {
        var result = new List<string>();
        await foreach (var resource in resources.ConfigureAwait(false))
        {
            if ((await resource.ToOutput().Data.ConfigureAwait(false)).Value is { } known)
            {
                result.Add((await known.Urn.Data.ConfigureAwait(false)).Value);
            }
        }

        return result;
    }
}

using Pulumi.Serialization;
using Pulumirpc;

namespace Pulumi;

// Options of resources as requests carry them.
public sealed partial class Deployment
{
    private async Task AddOptionsAsync(RegisterResourceRequest request, Resource resource, ResourceOptions options)
    {
        if (options.Protect is { } protect)
        {
            request.Protect = protect;
        }

        if (options.RetainOnDelete is { } retain)
        {
            request.RetainOnDelete = retain;
        }

        request.IgnoreChanges.Add(options.IgnoreChanges);
        request.ReplaceOnChanges.Add(options.ReplaceOnChanges);
        request.HideDiffs.Add(options.HideDiffs);
        request.CustomTimeouts = Timeouts(options.CustomTimeouts);

        if (options.DeletedWith is { } deletedWith)
        {
            await DemandAsync("deletedWith", "the DeletedWith option").ConfigureAwait(false);
            request.DeletedWith = (await deletedWith.Urn.Data.ConfigureAwait(false)).Value;
        }

        var replaceWith = await GatherAsync(options.ReplaceWith).ConfigureAwait(false);
        if (replaceWith.Count > 0)
        {
            await DemandAsync("replaceWith", "the ReplaceWith option").ConfigureAwait(false);
            foreach (var other in replaceWith)
            {
                request.ReplaceWith.Add((await other.Urn.Data.ConfigureAwait(false)).Value);
            }
        }

        if (options.ReplacementTrigger is { } trigger)
        {
            var serializer = new Serializer(await SupportsAsync("resourceReferences").ConfigureAwait(false), keepOutputValues: false);
            request.ReplacementTrigger = Structs.ToValue(
                await serializer.SerializeAsync("replacementTrigger", trigger).ConfigureAwait(false)
            );
        }

        await AddAliasesAsync(request, resource, options.Aliases).ConfigureAwait(false);
    }

    private static void AddCustomOptions(RegisterResourceRequest request, CustomResourceOptions options)
    {
        request.DeleteBeforeReplace = options.DeleteBeforeReplace ?? false;
        request.DeleteBeforeReplaceDefined = options.DeleteBeforeReplace.HasValue;
        request.ImportId = options.ImportId ?? "";
        request.AdditionalSecretOutputs.Add(options.AdditionalSecretOutputs);
        request.EnvVarMappings.Add(options.EnvVarMappings);
    }

    private async Task AddAliasesAsync(RegisterResourceRequest request, Resource resource, List<Input<Alias>> aliases)
    {
        var asSpecs = await SupportsAsync("aliasSpecs").ConfigureAwait(false);
        foreach (var input in aliases)
        {
            var alias = (await input.ToOutput().Data.ConfigureAwait(false)).Value;
            if (asSpecs)
            {
                request.Aliases.Add(await SpecAsync(alias).ConfigureAwait(false));
            }
            else
            {
                request.AliasURNs.Add(await AliasUrnAsync(alias, resource).ConfigureAwait(false));
            }
        }
    }

    private static async Task<Pulumirpc.Alias> SpecAsync(Alias alias)
    {
        if (alias.Urn is { } urn)
        {
            return new() { Urn = urn };
        }

        var spec = new Pulumirpc.Alias.Types.Spec
        {
            Name = await TextAsync(alias.Name).ConfigureAwait(false),
            Type = await TextAsync(alias.Type).ConfigureAwait(false),
            Stack = await TextAsync(alias.Stack).ConfigureAwait(false),
            Project = await TextAsync(alias.Project).ConfigureAwait(false),
        };
        if (alias.Parent is { } parent)
        {
            spec.ParentUrn = (await parent.Urn.Data.ConfigureAwait(false)).Value;
        }
        else if (alias.ParentUrn is { } parentUrn)
        {
            spec.ParentUrn = await TextAsync(parentUrn).ConfigureAwait(false);
        }
        else
        {
            spec.NoParent = alias.NoParent;
        }

        return new() { Spec = spec };
    }

    private static async Task<string> AliasUrnAsync(Alias alias, Resource resource)
    {
        if (alias.Urn is { } urn)
        {
            return urn;
        }

        var parent = alias.NoParent || alias.ParentUrn is not null ? null : alias.Parent ?? resource.Parent;
        var output = Urn.Create(
            alias.Name ?? resource.GetResourceName(),
            alias.Type ?? resource.GetResourceType(),
            parent is Stack ? null : parent,
            alias.ParentUrn,
            alias.Project,
            alias.Stack
        );
        return (await output.Data.ConfigureAwait(false)).Value;
    }

    private static async Task<string> TextAsync(Input<string>? text) =>
        text is null ? "" : (await text.ToOutput().Data.ConfigureAwait(false)).Value ?? "";

    private static async Task<HashSet<Resource>> GatherAsync(InputList<Resource> list)
    {
        var data = await list.Whole().Data.ConfigureAwait(false);
        return [.. data.Value.IsDefault ? [] : data.Value.Where(resource => resource is not null), .. data.Resources];
    }

    private static RegisterResourceRequest.Types.CustomTimeouts? Timeouts(CustomTimeouts? timeouts) =>
        timeouts is null
            ? null
            : new()
            {
                Create = Nanoseconds(timeouts.Create),
                Update = Nanoseconds(timeouts.Update),
                Delete = Nanoseconds(timeouts.Delete),
            };

    private static string Nanoseconds(TimeSpan? time) => time is { } given ? $"{given.Ticks * TimeSpan.NanosecondsPerTick}ns" : "";

    private async Task DemandAsync(string feature, string what)
    {
        if (!await SupportsAsync(feature).ConfigureAwait(false))
        {
            throw new InvalidOperationException($"The Pulumi CLI does not support {what}. Please update the Pulumi CLI.");
        }
    }
}

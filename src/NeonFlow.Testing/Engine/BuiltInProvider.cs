namespace NeonFlow.Testing.Engine;

/// <summary>The engine's own package, <c>pulumi</c>: references to other stacks, and functions about what the program registered.</summary>
/// <remarks>In pulumi/pulumi: builtinProvider (pkg/resource/deploy/builtins.go).</remarks>
internal sealed class BuiltInProvider(StackOutputs stacks, Func<Urn, ResourceState?> find, Diagnostics diagnostics) : IProvider
{
    private const string StackReference = "pulumi:pulumi:StackReference";

    public Task<CheckResult> CheckAsync(
        Urn urn,
        PropertyMap olds,
        PropertyMap news,
        byte[] seed,
        AutonamingOptions? autonaming,
        bool preview
    )
    {
        DemandKnown(urn);

        // SDKs of today read a stack; only old ones create a reference to it.
        diagnostics.Warning(
            urn,
            $"The \"{StackReference}\" resource type is deprecated. Update your SDK or if already up to date raise an issue at "
                + "https://github.com/pulumi/pulumi/issues."
        );
        CheckFailureSaid? failure =
            news.Keys.FirstOrDefault(key => key != "name") is { } strange ? new(strange, $"unknown property \"{strange}\"")
            : news.Get("name") is not { } name ? new("name", "missing required property \"name\"")
            : name is not (StringValue or UnknownValue) ? new("name", "property \"name\" must be a string")
            : null;
        return Task.FromResult(failure is null ? new CheckResult(news, []) : new CheckResult(PropertyMap.Empty, [failure]));
    }

    public Task<DiffResult> DiffAsync(
        Urn urn,
        string id,
        PropertyMap oldInputs,
        PropertyMap oldOutputs,
        PropertyMap newInputs,
        IReadOnlyList<string> ignoreChanges,
        bool preview
    )
    {
        DemandKnown(urn);
        return Task.FromResult(
            Equals(oldInputs.Get("name"), newInputs.Get("name")) ? DiffResult.None : DiffResult.Some with { ReplaceKeys = ["name"] }
        );
    }

    public Task<VerbResult> CreateAsync(Urn urn, PropertyMap inputs, double timeout, bool preview)
    {
        DemandKnown(urn);
        return Task.FromResult(new VerbResult(preview ? "" : Guid.NewGuid().ToString(), OutputsOf(inputs), null, false, null));
    }

    public Task<VerbResult> UpdateAsync(
        Urn urn,
        string id,
        PropertyMap oldInputs,
        PropertyMap oldOutputs,
        PropertyMap newInputs,
        double timeout,
        IReadOnlyList<string> ignoreChanges,
        bool preview
    ) => throw new ProviderException($"unrecognized resource type '{urn.Type}'");

    public Task DeleteAsync(Urn urn, string id, PropertyMap oldInputs, PropertyMap oldOutputs, double timeout) => Task.CompletedTask;

    public Task<VerbResult> ReadAsync(Urn urn, string id, PropertyMap? inputs, PropertyMap? outputs, double timeout)
    {
        DemandKnown(urn);
        if (inputs?.Keys.FirstOrDefault(key => key != "name") is { } strange)
        {
            throw new ProviderException($"unknown property \"{strange}\"");
        }

        return inputs?.ContainsKey("name") == true
            ? Task.FromResult(new VerbResult(id, OutputsOf(outputs ?? inputs), inputs, false, null))
            : throw new ProviderException("stack reference can not be imported");
    }

    public Task<InvokeResult> InvokeAsync(string token, PropertyMap args, bool preview) =>
        Task.FromResult(
            new InvokeResult(
                token switch
                {
                    "pulumi:pulumi:getResource" => Resource(new(args.Get("urn")?.AsString ?? "")),
                    "pulumi:pulumi:readStackOutputs" => OutputsOf(args),
                    _ => throw new ProviderException($"unrecognized function name: '{token}'"),
                },
                []
            )
        );

    private static void DemandKnown(Urn urn)
    {
        if (urn.Type != StackReference)
        {
            throw new ProviderException($"unrecognized resource type '{urn.Type}'");
        }
    }

    private PropertyMap OutputsOf(PropertyMap reference)
    {
        var name = reference.Get("name")?.AsString ?? throw new ProviderException("expected 'name' to be a string");
        var outputs = stacks.Of(name);
        return new([
            new("name", name),
            new("outputs", new ObjectValue(outputs)),
            new("secretOutputNames", new ArrayValue(outputs.Where(o => o.Value.ContainsSecrets).Select(o => (PropertyValue)o.Key))),
        ]);
    }

    private PropertyMap Resource(Urn urn)
    {
        var state = find(urn) ?? throw new ProviderException($"unknown resource {urn}");
        return new([
            new("urn", urn.Text),
            new("id", state.Id),
            new("provider", state.Provider),
            new("state", new ObjectValue(state.Outputs)),
        ]);
    }
}

using System.Collections.Immutable;

namespace Pulumi;

public class StackReference : CustomResource
{
    public StackReference(string name, StackReferenceArgs? args = null, CustomResourceOptions? options = null)
        : base(
            "pulumi:pulumi:StackReference",
            name,
            new StackReferenceArgs { Name = args?.Name ?? name },
            CustomResourceOptions.Merge(options, new() { Id = args?.Name ?? name })
        ) { }

    [Output("name")]
    public Output<string> Name { get; private set; } = null!;

    [Output("outputs")]
    public Output<ImmutableDictionary<string, object>> Outputs { get; private set; } = null!;

    [Output("secretOutputNames")]
    public Output<ImmutableArray<string>> SecretOutputNames { get; private set; } = null!;

    public Output<object?> GetOutput(Input<string> name) =>
        Secret(
            name,
            Output.Tuple(name.ToOutput(), Outputs).Apply(pair => pair.Item2.TryGetValue(pair.Item1, out var value) ? value : null)
        );

    public Output<object> RequireOutput(Input<string> name) =>
        Secret(
            name,
            Output
                .Tuple(name.ToOutput(), Name, Outputs)
                .Apply(all =>
                    all.Item3.TryGetValue(all.Item1, out var value)
                        ? value
                        : throw new KeyNotFoundException($"Required output '{all.Item1}' does not exist on stack '{all.Item2}'.")
                )
        );

    public async Task<StackReferenceOutputDetails> GetOutputDetailsAsync(string name)
    {
        var data = await GetOutput(name).Data.ConfigureAwait(false);
        return data.IsSecret ? new() { SecretValue = data.Value } : new() { Value = data.Value };
    }

    public Task<object?> GetValueAsync(Input<string> name) => PlainAsync("GetOutput", GetOutput(name));

    public Task<object> RequireValueAsync(Input<string> name) => PlainAsync("RequireOutput", RequireOutput(name));

    private static async Task<T> PlainAsync<T>(string method, Output<T> output)
    {
        var data = await output.Data.ConfigureAwait(false);
        return data.IsSecret
            ? throw new InvalidOperationException(
                $"Cannot call '{method}ValueAsync' if the referenced stack has secret outputs. Use '{method}' instead."
            )
            : data.Value;
    }

    // All outputs together are secret as soon as one of them is; a single one is only if the stack says so.
    private Output<T> Secret<T>(Input<string> name, Output<T> output) => new(SecretAsync(name, output));

    private async Task<OutputData<T>> SecretAsync<T>(Input<string> name, Output<T> output)
    {
        var data = await output.Data.ConfigureAwait(false);
        var wanted = await name.ToOutput().Data.ConfigureAwait(false);
        var secrets = await SecretOutputNames.Data.ConfigureAwait(false);
        return data with
        {
            IsSecret =
                wanted.IsKnown && secrets.IsKnown
                    ? secrets.Value.Contains(wanted.Value)
                    : (await Outputs.Data.ConfigureAwait(false)).IsSecret,
        };
    }
}

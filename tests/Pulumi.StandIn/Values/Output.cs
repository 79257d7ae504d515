using System.Collections.Immutable;
using System.Text.Json;

namespace Pulumi;

public sealed class Output<T> : IOutput
{
    internal Output(Task<OutputData<T>> data)
    {
        Data = data;
        Deployment.Current?.Runner.Register(data);
    }

    internal Output(OutputData<T> data) => Data = Task.FromResult(data);

    internal Task<OutputData<T>> Data { get; }

    async Task<OutputData<object?>> IOutput.GetDataAsync() => (await Data.ConfigureAwait(false)).Boxed();

    public static Output<T> Create(Task<T> value) => Output.Create(value);

    public Output<TResult> Apply<TResult>(Func<T, TResult> func) =>
        new(ApplyAsync(value => Task.FromResult(OutputData<TResult>.Known(func(value)))));

    public Output<TResult> Apply<TResult>(Func<T, Task<TResult>> func) =>
        new(ApplyAsync(async value => OutputData<TResult>.Known(await func(value).ConfigureAwait(false))));

    public Output<TResult> Apply<TResult>(Func<T, Input<TResult>?> func) => new(ApplyAsync(value => func(value).ToOutput().Data));

    public Output<TResult> Apply<TResult>(Func<T, Output<TResult>?> func) =>
        new(ApplyAsync(value => func(value) is { } inner ? inner.Data : Task.FromResult(OutputData<TResult>.Known(default!))));

    public Output<ValueTuple> Apply(Func<T, Task> func) =>
        Apply(async value =>
        {
            await func(value).ConfigureAwait(false);
            return default(ValueTuple);
        });

    public Output<TResult> UntypedApply<TResult>(Func<object?, Output<TResult>> func) => Apply(value => func(value));

    public override string ToString()
    {
        const string text = """
            Calling [ToString] on an [Output<T>] is not supported.

            To get the value of an Output<T> as an Output<string> consider either:
            1: o.Apply(v => $"prefix{v}suffix")
            2: Output.Format($"prefix{hostname}suffix");

            See https://www.pulumi.com/docs/concepts/inputs-outputs for more details.
            """;
        if (
            Environment.GetEnvironmentVariable("PULUMI_ERROR_OUTPUT_STRING") is { } flag
            && (flag == "1" || flag.Equals("true", StringComparison.OrdinalIgnoreCase))
        )
        {
            throw new InvalidOperationException(text);
        }

        return text + "\nThis function may throw in a future version of Pulumi.";
    }

    private async Task<OutputData<TResult>> ApplyAsync<TResult>(Func<T, Task<OutputData<TResult>>> func)
    {
        var data = await Data.ConfigureAwait(false);
        if (!data.IsKnown && (Deployment.Current?.IsDryRun ?? true))
        {
            return data.With(default(TResult)!);
        }

        var inner = await func(data.Value).ConfigureAwait(false);
        return data.With(inner.Value, inner);
    }
}

public static partial class Output
{
    public static Output<T> Create<T>(T value) => new(OutputData<T>.Known(value));

    public static Output<T> Create<T>(Task<T> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(FromTaskAsync(value, isSecret: false));
    }

    public static Output<T> CreateSecret<T>(T value) => new(OutputData<T>.Known(value) with { IsSecret = true });

    public static Output<T> CreateSecret<T>(Task<T> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(FromTaskAsync(value, isSecret: true));
    }

    public static Output<T> CreateSecret<T>(Output<T> value) => new(WithSecretAsync(value, true));

    public static Output<T> Unsecret<T>(Output<T> output) => new(WithSecretAsync(output, false));

    public static async Task<bool> IsSecretAsync<T>(Output<T> output) => (await output.Data.ConfigureAwait(false)).IsSecret;

    public static Output<ImmutableArray<T>> All<T>(params Input<T>[] inputs) => All((IEnumerable<Input<T>>)inputs);

    public static Output<ImmutableArray<T>> All<T>(IEnumerable<Input<T>> inputs) =>
        Gather(inputs.Select(input => input.ToOutput().Data).ToArray());

    public static Output<ImmutableArray<T>> All<T>(params Output<T>[] outputs) => All((IEnumerable<Output<T>>)outputs);

    public static Output<ImmutableArray<T>> All<T>(IEnumerable<Output<T>> outputs) =>
        Gather(outputs.Select(output => output.Data).ToArray());

    public static Output<string> Format(FormattableString formattableString)
    {
        var arguments = formattableString
            .GetArguments()
            .Select(argument =>
                argument switch
                {
                    IInput input => input.Parts.GetDataAsync(),
                    IOutput output => output.GetDataAsync(),
                    _ => Task.FromResult(OutputData<object?>.Known(argument)),
                }
            )
            .ToArray();
        return Gather(arguments)
            .Apply(values => string.Format(System.Globalization.CultureInfo.CurrentCulture, formattableString.Format, [.. values]));
    }

    public static Output<T> JsonDeserialize<T>(Output<string> json, JsonSerializerOptions? options = null) =>
        json.Apply(text => JsonSerializer.Deserialize<T>(text, options)!);

    public static Output<string> JsonSerialize<T>(Output<T> value, JsonSerializerOptions? options = null) =>
        new(OutputJson.SerializeAsync(value, options));

    internal static Output<object?> Untyped(IOutput output) => new(output.GetDataAsync());

    private static async Task<OutputData<T>> FromTaskAsync<T>(Task<T> value, bool isSecret) =>
        OutputData<T>.Known(await value.ConfigureAwait(false)) with
        {
            IsSecret = isSecret,
        };

    private static async Task<OutputData<T>> WithSecretAsync<T>(Output<T> output, bool isSecret) =>
        await output.Data.ConfigureAwait(false) with
        {
            IsSecret = isSecret,
        };

    private static Output<ImmutableArray<T>> Gather<T>(Task<OutputData<T>>[] parts) => new(GatherAsync(parts));

    private static async Task<OutputData<ImmutableArray<T>>> GatherAsync<T>(Task<OutputData<T>>[] parts)
    {
        var all = await Task.WhenAll(parts).ConfigureAwait(false);
        return new(
            [.. all.SelectMany(part => part.Resources)],
            [.. all.Select(part => part.Value)],
            all.All(part => part.IsKnown),
            all.Any(part => part.IsSecret)
        );
    }
}

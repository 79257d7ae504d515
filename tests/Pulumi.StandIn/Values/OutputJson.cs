using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pulumi;

/// <summary>JSON text of an output that may hold further outputs inside: what is pending is awaited, then the text is made again.</summary>
internal static class OutputJson
{
    public static async Task<OutputData<string>> SerializeAsync<T>(Output<T> output, JsonSerializerOptions? options)
    {
        var data = await output.Data.ConfigureAwait(false);
        if (!data.IsKnown)
        {
            return data.With("");
        }

        var nested = new NestedOutputs();
        var own = options is null ? new JsonSerializerOptions() : new JsonSerializerOptions(options);
        own.Converters.Insert(0, nested);
        while (true)
        {
            var text = JsonSerializer.Serialize(data.Value, own);
            var pending = nested.Take();
            if (pending.Length == 0)
            {
                return new(
                    data.Resources.Union(nested.Settled.SelectMany(part => part.Resources)),
                    text,
                    nested.Settled.All(part => part.IsKnown),
                    data.IsSecret || nested.Settled.Any(part => part.IsSecret)
                );
            }

            await Task.WhenAll(pending).ConfigureAwait(false);
        }
    }

    private sealed class NestedOutputs : JsonConverterFactory
    {
        private readonly Dictionary<object, Task<OutputData<object?>>> _seen = new(ReferenceEqualityComparer.Instance);
        private readonly List<Task> _pending = [];

        public IEnumerable<OutputData<object?>> Settled => _seen.Values.Select(task => task.Result);

        public Task[] Take()
        {
            Task[] pending = [.. _pending];
            _pending.Clear();
            return pending;
        }

        public override bool CanConvert(Type typeToConvert) =>
            typeof(IOutput).IsAssignableFrom(typeToConvert) || typeof(IInput).IsAssignableFrom(typeToConvert);

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(Nested<>).MakeGenericType(typeToConvert), this)!;

        private OutputData<object?>? Look(object value)
        {
            if (!_seen.TryGetValue(value, out var task))
            {
                _seen[value] = task = (value is IInput input ? input.Parts : (IOutput)value).GetDataAsync();
            }

            if (task.IsCompletedSuccessfully)
            {
                return task.Result;
            }

            _pending.Add(task);
            return null;
        }

        private sealed class Nested<T>(NestedOutputs owner) : JsonConverter<T>
        {
            public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
                throw new NotSupportedException("JSON cannot be read into an Output<T> or an Input<T>: read the value and wrap it.");

            public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
            {
                if (owner.Look(value!) is { IsKnown: true, Value: { } inner })
                {
                    JsonSerializer.Serialize(writer, inner, inner.GetType(), options);
                }
                else
                {
                    writer.WriteNullValue();
                }
            }
        }
    }
}

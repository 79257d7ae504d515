using System.Text.Json;
using System.Text.Json.Serialization;

namespace NeonFlow.Neon;

internal sealed class NeonConnectionUriConverter : JsonConverter<NeonConnectionUri>
{
    public override NeonConnectionUri Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        (reader.TokenType == JsonTokenType.String ? NeonConnectionUri.TryParse(reader.GetString()!) : null) ?? throw new JsonException();

    public override void Write(Utf8JsonWriter writer, NeonConnectionUri value, JsonSerializerOptions options) =>
        throw new NotSupportedException();
}

using System.Text.Json;
using NeonFlow.Provider.Schema;

namespace NeonFlow.SchemaGen;

/// <summary>
/// An example of a resource, written once. A value <c>${name}</c> is a secret of the stack's configuration; every other one stands for
/// itself.
/// </summary>
/// <param name="Token">The resource.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Name">Its name in the program.</param>
/// <param name="Inputs">Its inputs.</param>
internal sealed record Example(string Token, ShapeInfo Shape, string Name, JsonElement Inputs)
{
    /// <summary>Reads the file of a room.</summary>
    public static Example Read(string token, ShapeInfo shape, string json)
    {
        using var read = JsonDocument.Parse(json);
        return new(token, shape, read.RootElement.GetProperty("name").GetString()!, read.RootElement.GetProperty("inputs").Clone());
    }

    /// <summary>The secret of the configuration that a text stands for; null where it stands for itself.</summary>
    public static string? SecretOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is ['$', '{', .. var name, '}'] ? name : null;

    /// <summary>Secrets of the configuration, in order.</summary>
    public IReadOnlyList<string> Secrets => [.. Inputs.EnumerateObject().Select(static p => SecretOf(p.Value)).OfType<string>()];
}

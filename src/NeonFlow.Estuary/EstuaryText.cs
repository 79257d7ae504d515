using System.Text.Encodings.Web;
using System.Text.Json;

namespace NeonFlow.Estuary;

internal static class EstuaryText
{
    /// <summary>Names and descriptions keep their letters: texts are compared byte by byte upstream.</summary>
    public static readonly JsonSerializerOptions Options = new(EstuaryJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}

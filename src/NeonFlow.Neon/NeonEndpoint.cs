using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;

namespace NeonFlow.Neon;

/// <summary>A compute endpoint.</summary>
public sealed record NeonEndpoint
{
    private const int DefaultPort = 5432;

    /// <summary>Id, <c>ep-…</c>.</summary>
    [AllowNull]
    public string Id
    {
        get => field ?? "";
        init;
    }

    /// <summary>
    /// Direct host as the API answers it, which never shows the pooled one. Neon names no port; a local Neon, whose endpoints share one
    /// address, puts it behind the host.
    /// </summary>
    [AllowNull]
    [JsonPropertyName("host")]
    public string Address
    {
        get => field ?? "";
        init;
    }

    /// <summary><c>read_write</c> or <c>read_only</c>; null: the answer does not say.</summary>
    public string? Type { get; init; }

    /// <summary>Direct host.</summary>
    [JsonIgnore]
    public string Host => Address.Split(':')[0];

    /// <summary>Port of the host.</summary>
    [JsonIgnore]
    public int Port =>
        Address.Split(':') is [_, var port] && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var given)
            ? given
            : DefaultPort;

    /// <summary>Whether it is the one that writes, of which a branch has at most one.</summary>
    [JsonIgnore]
    public bool Writes => Type is null or "read_write";
}

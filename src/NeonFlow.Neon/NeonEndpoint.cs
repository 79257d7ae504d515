using System.Diagnostics.CodeAnalysis;

namespace NeonFlow.Neon;

/// <summary>A compute endpoint.</summary>
public sealed record NeonEndpoint
{
    /// <summary>Id, <c>ep-…</c>.</summary>
    [AllowNull]
    public string Id
    {
        get => field ?? "";
        init;
    }

    /// <summary>Direct host; the API never shows the pooled one.</summary>
    [AllowNull]
    public string Host
    {
        get => field ?? "";
        init;
    }
}

namespace NeonFlow.Provider.Contracts;

/// <summary>Resources as people call them, from their URNs.</summary>
internal static class ResourceName
{
    /// <summary>Token of the component <c>NeonToEstuary</c>, which is a class of the C# library.</summary>
    public const string ComponentToken = "neonflow:index:NeonToEstuary";

    /// <summary>Type and name: <c>Publication orders</c>.</summary>
    public static string Of(string urn)
    {
        var parts = urn.Split("::", 4);
        return parts.Length < 4 ? urn : $"{parts[2][(parts[2].LastIndexOfAny([':', '$']) + 1)..]} {parts[3]}";
    }

    /// <summary>Area of the resource's token: <c>postgres</c> of <c>neonflow:postgres:Publication</c>; empty where there is none.</summary>
    public static string AreaOf(string urn) =>
        urn.Split("::", 4) is [_, _, var types, _] && types[(types.LastIndexOf('$') + 1)..].Split(':') is [_, var area, _] ? area : "";

    /// <summary>Whether the resource is a part of the component <c>NeonToEstuary</c>.</summary>
    public static bool IsInComponent(string urn) =>
        urn.Split("::", 4) is [_, _, var types, _] && types.LastIndexOf('$') is > 0 and var own && IsComponent(types[..own]);

    private static bool IsComponent(string types) =>
        types.EndsWith(ComponentToken, StringComparison.Ordinal)
        && (types.Length == ComponentToken.Length || types[^(ComponentToken.Length + 1)] == '$');

    /// <summary>Stack and project: <c>stack dev of project shop</c>.</summary>
    public static string StackOf(string urn)
    {
        var parts = urn.Split("::", 4);
        return parts.Length < 4 ? urn : $"stack {parts[0][(parts[0].LastIndexOf(':') + 1)..]} of project {parts[1]}";
    }
}

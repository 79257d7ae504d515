namespace NeonFlow.Provider.Contracts;

/// <summary>Resources as people call them, from their URNs.</summary>
internal static class ResourceName
{
    /// <summary>Type and name: <c>Publication orders</c>.</summary>
    public static string Of(string urn)
    {
        var parts = urn.Split("::", 4);
        return parts.Length < 4 ? urn : $"{parts[2][(parts[2].LastIndexOfAny([':', '$']) + 1)..]} {parts[3]}";
    }

    /// <summary>Whether the resource is a part of the component <c>NeonToEstuary</c>.</summary>
    public static bool IsInComponent(string urn) => urn.Contains("NeonToEstuary$", StringComparison.Ordinal);

    /// <summary>Stack and project: <c>stack dev of project shop</c>.</summary>
    public static string StackOf(string urn)
    {
        var parts = urn.Split("::", 4);
        return parts.Length < 4 ? urn : $"stack {parts[0][(parts[0].LastIndexOf(':') + 1)..]} of project {parts[1]}";
    }
}

namespace NeonFlow.Provider.Engine;

/// <summary>Who a call is about.</summary>
internal sealed record Target(string Urn, string Name, string Type)
{
    /// <summary>Older engines send only the URN: <c>urn:pulumi:stack::project::parent types$type::name</c>.</summary>
    public static Target Of(string urn, string name, string type)
    {
        if (type.Length > 0)
        {
            return new(urn, name, type);
        }
        var parts = urn.Split("::", 4);
        return parts.Length < 4 ? new(urn, "", "") : new(urn, parts[3], parts[2][(parts[2].LastIndexOf('$') + 1)..]);
    }
}

namespace NeonFlow.Estuary;

/// <summary>An error of a draft: its place and its words.</summary>
/// <param name="Scope">As Estuary names it: <c>flow://capture/acme/in/orders#/bindings/0</c>.</param>
/// <param name="Detail">Its words.</param>
public sealed record DraftError(string Scope, string Detail)
{
    /// <summary>Kind of the spec, such as <c>capture</c>; empty where the scope names none.</summary>
    public string Type => Parts().Type;

    /// <summary>Catalogue name; empty where the scope names none.</summary>
    public string Name => Parts().Name;

    /// <summary>JSON pointer in the spec; empty for the whole spec.</summary>
    public string Pointer => Parts().Pointer;

    private (string Type, string Name, string Pointer) Parts()
    {
        const string scheme = "flow://";
        if (!Scope.StartsWith(scheme, StringComparison.Ordinal))
        {
            return ("", "", "");
        }

        var rest = Scope[scheme.Length..];
        var hash = rest.IndexOf('#', StringComparison.Ordinal);
        var pointer = hash < 0 ? "" : Uri.UnescapeDataString(rest[(hash + 1)..]);
        rest = hash < 0 ? rest : rest[..hash];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (rest, "", pointer) : (rest[..slash], rest[(slash + 1)..], pointer);
    }
}

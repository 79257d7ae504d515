using NeonFlow.Estuary;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Upstreams;

/// <summary>Explains what <see cref="CatalogPrefix"/> refuses.</summary>
internal sealed class CatalogPrefixErrors : IScalarErrors<CatalogPrefix>
{
    public static Diagnostic Explain(string text, string path) =>
        new(EstuaryDiagnostics.BadName, path, $"{CatalogPrefix.Problem(text)}.")
        {
            Fix = $"{char.ToUpperInvariant(path[0])}{path[1..]} = \"acmeCo/shop\"",
        };
}

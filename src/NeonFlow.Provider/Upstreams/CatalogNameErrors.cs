using NeonFlow.Estuary;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Upstreams;

/// <summary>Explains what <see cref="CatalogName"/> refuses.</summary>
internal sealed class CatalogNameErrors : IScalarErrors<CatalogName>
{
    public static Diagnostic Explain(string text, string path) =>
        new(EstuaryDiagnostics.BadName, path, $"{CatalogName.Problem(text)}.")
        {
            Fix = $"{char.ToUpperInvariant(path[0])}{path[1..]} = \"acmeCo/shop/source-postgres\"",
        };
}

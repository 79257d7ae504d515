using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Upstreams;

/// <summary>Explains what no name of a table is.</summary>
internal sealed class TableNameErrors : IScalarErrors<TableName>, IScalarErrors<RelationName>
{
    static Diagnostic IScalarErrors<TableName>.Explain(string text, string path)
    {
        _ = TableName.TryParse(text, out _, out var fault);
        return Explain(fault!, path);
    }

    static Diagnostic IScalarErrors<RelationName>.Explain(string text, string path)
    {
        _ = RelationName.TryParse(text, out _, out var fault);
        return Explain(fault!, path);
    }

    private static Diagnostic Explain(NameFault fault, string path) =>
        new(PostgresDiagnostics.MalformedTable, path, fault.Reason) { Fix = fault.Fix };
}

using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres.WatermarksTable;

/// <summary>Row level security of a watermarks table, which an event trigger may switch on for every new table.</summary>
internal static class WatermarksSecurity
{
    /// <summary>Follows the privileges that row level security takes the effect from.</summary>
    public const string Barred = " past row level security";

    /// <summary>Takes it off a table of this program; of another table it is said.</summary>
    public static void Open(
        WatermarksTable desired,
        TableName table,
        WatermarksTableObservation? observed,
        PlanContext context,
        SqlPlan plan
    )
    {
        if (observed?.Table is not { Exists: true } there || there.RowSecurityFault(table, desired.Role) is not { } fault)
        {
            return;
        }

        if (!fault.IsCertain)
        {
            plan.Warnings.Add(new(PostgresDiagnostics.WatermarksShape, nameof(desired.Table), fault.Text) { Fix = fault.Fix });
        }
        else if (there.MayAlter && context.Ownership.Own.Contains(Owned.Table(table)))
        {
            plan.Statements.Add(WatermarksFacts.OpenStatement(table));
        }
        else
        {
            plan.Failures.Add(Refused(desired, table, there));
        }
    }

    /// <summary>The role cannot write the table whatever it was granted.</summary>
    public static Diagnostic Refused(WatermarksTable desired, TableName table, WatermarksFacts there)
    {
        var (text, fix, _) = there.RowSecurityFault(table, desired.Role)!.Value;
        return new(PostgresDiagnostics.WatermarksShape, nameof(desired.Table), $"{text} The connector's upsert would fail.")
        {
            Fix = there.MayAlter ? fix : $"-- as {there.Owner}:\n{fix}",
            Kind = FailureKind.Conflict,
        };
    }
}

using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres.WatermarksTable;

// The table in the publication.
internal sealed partial class WatermarksTablePlan
{
    private static void Publish(
        WatermarksTable desired,
        TableName table,
        WatermarksTableObservation? observed,
        PlanContext context,
        SqlPlan plan,
        List<Owned> added
    )
    {
        if (desired.Publication is not { } name)
        {
            return;
        }

        var isInPart = IsInPart(observed, context.Ownership, table, name);
        if (observed is { Table.Published: true } && !isInPart)
        {
            return;
        }

        var add = Statements.AddTables(name, [new PublishedTable(table)]);
        var statement = isInPart ? $"{Statements.DropTables(name, [table])};\n{add}" : add;
        if (observed is { Publication: null } && !context.PublicationsToBeCreated.Contains(name))
        {
            plan.Failures.Add(
                new Diagnostic(
                    PostgresDiagnostics.UnknownPublication,
                    nameof(desired.Publication),
                    $"The publication {name} does not exist, and nothing that this resource depends on makes it, so it cannot list {table}."
                )
                {
                    Fix =
                        "Let the watermarks table depend on the Publication resource, or leave Publication out here and name the table in "
                        + "its tables.",
                    Kind = FailureKind.NotFound,
                }
            );
        }
        else if (observed?.Publication is { MayAlter: false } publication)
        {
            plan.Failures.Add(
                NotOwner(
                    nameof(desired.Publication),
                    "change",
                    $"the publication {name}",
                    publication.Owner,
                    observed.Table.Exists
                        ? ListFix(publication.Owner, observed.Table.Owner, statement)
                        : SqlRoles.AsMember(publication.Owner, observed.Server)
                )
            );
        }

        if (observed?.Table is { Exists: true, MayAlter: false } foreign)
        {
            var fix = observed.Publication is { } its
                ? ListFix(foreign.Owner, its.Owner, statement)
                : SqlRoles.AsMember(foreign.Owner, observed.Server);
            plan.Failures.Add(NotOwner(nameof(desired.Table), "publish", $"the table {table}", foreign.Owner, fix));
        }

        if (isInPart)
        {
            plan.Statements.Add(Statements.DropTables(name, [table]));
        }

        plan.Statements.Add(add);
        added.Add(Owned.Listing(table, name));
    }

    // What somebody else has listed in part is as they want it; the capture is told.
    private static bool IsInPart(WatermarksTableObservation? observed, SqlOwnership ownership, TableName table, string publication) =>
        observed is { Table.IsPublishedInPart: true } && ownership.Own.Contains(Owned.Listing(table, publication));
}

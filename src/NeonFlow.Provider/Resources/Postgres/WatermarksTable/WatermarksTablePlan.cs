using NeonFlow.Postgres;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres.WatermarksTable;

/// <summary>From the table there is to the exact shape, rights and membership that the connector needs.</summary>
internal sealed partial class WatermarksTablePlan : ISqlPlan<WatermarksTable, WatermarksTableObservation>
{
    public static bool Revokes => true;

    public static SqlSubject SubjectOf(WatermarksTable shape) => new(shape.Table?.ToString() ?? "") { Table = shape.Table };

    public static bool IsOwnName(WatermarksTable state) => state.Created == true;

    // Role and publication are those of the account: an update changes them, so that they are not what it is about.
    public static WatermarksTable Under(WatermarksTable state, SqlSubject? now, IReadOnlyList<Owned> own)
    {
        var (table, role, publication) = (now?.Table ?? state.Table, state.Role, state.Publication);
        role = Only(own.Where(static o => o.Kind == OwnedKind.OnTable).Select(static o => o.Grantee)) ?? role;
        publication = publication is null
            ? null
            : Only(own.Where(static o => o.Kind == OwnedKind.Listing).Select(static o => o.Holder)) ?? publication;
        return table == state.Table && role == state.Role && publication == state.Publication
            ? state
            : state with
            {
                Table = table,
                Role = role,
                Publication = publication,
            };
    }

    private static string? Only(IEnumerable<string?> names) => names.Distinct(StringComparer.Ordinal).ToList() is [var one] ? one : null;

    public static IReadOnlyList<Owned>? OwnedBy(WatermarksTable state) =>
        state.Created == true && state.Table is { } table ? [.. state.Granted ?? [], Owned.Table(table)] : state.Granted;

    public static IReadOnlyList<string> LastingOutputs => [nameof(WatermarksTable.Created), nameof(WatermarksTable.Missing)];

    public static SqlPlan Plan(WatermarksTable desired, WatermarksTable? current, WatermarksTableObservation? observed, PlanContext context)
    {
        var plan = new SqlPlan();
        var table = desired.Table!.Value;
        var there = observed?.Table;
        context.Rename?.Into(plan);
        if (context.Rename is { Statements: [var rename, ..] } && there is { MayAlter: false })
        {
            plan.Failures.Add(
                NotOwner(nameof(desired.Table), "rename", $"the table {table}", there.Owner, SqlRoles.AsOwner(there.Owner, rename))
            );
        }

        if (there is { RoleExists: false } && !context.RolesToBeCreated.Contains(desired.Role))
        {
            var create =
                $"CREATE ROLE {Identifier.Quote(desired.Role)} LOGIN REPLICATION PASSWORD '...';   -- or a neon:Role that this table "
                + "depends on";
            SqlRoles.Missing(plan, context, nameof(desired.Role), desired.Role, create);
        }

        var added = new List<Owned>();
        Make(table, observed, context, plan, added);
        Grant(desired, table, observed, plan, added);
        WatermarksSecurity.Open(desired, table, observed, context, plan);
        if (there is { RoleExists: true, Usage: false } && table.Schema != "public")
        {
            plan.Warnings.Add(
                new Diagnostic(
                    PostgresDiagnostics.NotGranted,
                    nameof(desired.Role),
                    $"{desired.Role} has no USAGE on schema {table.Schema}, without which no privilege on the table counts."
                )
                {
                    Fix = $"{Statements.GrantSchema(["USAGE"], table.Schema, desired.Role)};   -- as the owner of the schema",
                }
            );
        }

        Publish(desired, table, observed, context, plan, added);
        Settle(desired, table, observed, context, plan, added);
        return plan.Close();
    }

    public static SqlPlan Delete(WatermarksTable state, WatermarksTableObservation observed, SqlOwnership ownership)
    {
        var plan = new SqlPlan();
        if (!observed.Table.Exists)
        {
            return plan;
        }

        var table = Owned.Table(state.Table!.Value);
        if (ownership.Own.Contains(table) && !ownership.IsShared(table))
        {
            var statement = Statements.DropTable(table.Name);
            plan.Statements.Add(statement);
            if (observed.Table is { MayDrop: false, Owner: var owner })
            {
                plan.Failures.Add(
                    NotOwner(nameof(state.Table), "drop", $"the table {table.Name}", owner, SqlRoles.AsOwner(owner, statement))
                );
            }
        }
        else
        {
            Settle(plan, ownership, new HashSet<Owned>(), [], observed);
        }

        return plan;
    }

    public static WatermarksTable? ReadState(WatermarksTable known, WatermarksTableObservation observed, SqlOwnership? ownership)
    {
        if (!observed.Table.Exists)
        {
            return null;
        }

        var table = known.Table!.Value;
        if (ownership is null)
        {
            return known with
            {
                Granted =
                [
                    .. WatermarksFacts
                        .Needed.Where(observed.Table.Direct.Contains)
                        .Select(p => Owned.OnTable(p, table, known.Role))
                        .Order(),
                ],
                Created = false,
                Missing = Missing(known, observed),
            };
        }

        return known with
        {
            Publication =
                known.Publication is { } publication && observed.Table.Published && !IsInPart(observed, ownership, table, publication)
                    ? publication
                    : null,
            Granted = [.. ownership.Own.Where(item => item.Kind != OwnedKind.Table && IsLive(item, observed))],
            Created = ownership.Own.Contains(Owned.Table(table)),
            Missing = Missing(known, observed),
        };
    }

    public static WatermarksTable PredictState(
        WatermarksTable desired,
        WatermarksTable? current,
        WatermarksTableObservation? observed,
        SqlPlan plan
    ) =>
        desired with
        {
            Granted = [.. plan.Owned.Where(static o => o.Kind != OwnedKind.Table)],
            Created = plan.Owned.Any(static o => o.Kind == OwnedKind.Table),
            Missing = [],
        };

    public static IEnumerable<Diagnostic> Verify(WatermarksTable desired, WatermarksTableObservation observed, SqlPlan plan)
    {
        var table = desired.Table!.Value;
        if (observed.Table.Barred.Count > 0)
        {
            yield return WatermarksSecurity.Refused(desired, table, observed.Table);
        }
        else if (Lacking(desired, observed) is { Count: > 0 } missing)
        {
            yield return new Diagnostic(
                PostgresDiagnostics.NotGranted,
                nameof(desired.Role),
                $"{string.Join(", ", missing)} on {table} was not granted to {desired.Role}."
            )
            {
                Fix = $"-- as {observed.Table.Owner}:\n{Statements.Grant(missing, [table], desired.Role)};",
                Kind = FailureKind.Failed,
            };
        }

        if (observed.Table.Fault is { } fault)
        {
            yield return new Diagnostic(PostgresDiagnostics.WatermarksShape, nameof(desired.Table), $"The table {table} {fault}.");
        }
    }

    private static IReadOnlyList<string> Lacking(WatermarksTable known, WatermarksTableObservation observed) =>
        [.. observed.Table.Owner == known.Role ? [] : observed.Table.Lacks(WatermarksFacts.Needed)];

    private static IReadOnlyList<string> Missing(WatermarksTable known, WatermarksTableObservation observed) =>
        [
            .. Lacking(known, observed),
            .. observed.Table.Barred.Select(static p => p + WatermarksSecurity.Barred),
            .. observed.Table.Fault is { } fault ? [$"the table {fault}"] : Array.Empty<string>(),
        ];

    private static void Make(TableName table, WatermarksTableObservation? observed, PlanContext context, SqlPlan plan, List<Owned> added)
    {
        var there = observed?.Table;
        if (there is { SchemaExists: false })
        {
            plan.Failures.Add(SqlRoles.UnknownSchema(nameof(WatermarksTable.Table), table.Schema));
            return;
        }

        if (there is { Exists: true })
        {
            var marks = context.Ownership.Marks;
            if (OwnershipMark.Find(observed!.Comment) is { } mark && marks.Owns(mark))
            {
                added.Add(Owned.Table(table));
                // A Create that goes on with what is there has a mark of its own.
                if (mark.Id != marks.Own.Id && there.MayAlter)
                {
                    plan.Statements.Add(Comment(table, marks));
                }
            }

            if (there.Fault is { } fault)
            {
                plan.Failures.Add(
                    new Diagnostic(
                        PostgresDiagnostics.WatermarksShape,
                        nameof(WatermarksTable.Table),
                        $"The table {table} {fault}; the connector's upsert would fail."
                    )
                    {
                        Fix =
                            "-- another name in the program, or:\n"
                            + RepairSql.Watermarks(there, table, $"{WatermarksFacts.CreateStatement(table)};"),
                        Kind = FailureKind.Conflict,
                    }
                );
            }

            return;
        }

        if (there is { MayCreate: false })
        {
            plan.Failures.Add(
                new Diagnostic(
                    PostgresDiagnostics.NotAllowed,
                    nameof(WatermarksTable.Table),
                    $"The connecting role may not create a table in schema {table.Schema}, which belongs to {there.SchemaOwner}."
                )
                {
                    Fix = SqlRoles.AsOwner(there.SchemaOwner, WatermarksFacts.CreateStatement(table)),
                    Kind = FailureKind.Failed,
                }
            );
        }

        plan.Statements.Add(WatermarksFacts.CreateStatement(table));
        // The comment proves, after an interrupted run, who made the table.
        plan.Statements.Add(Comment(table, context.Ownership.Marks));
        if (there is { TableTriggers: true })
        {
            plan.Statements.Add(WatermarksFacts.OpenStatement(table));
        }

        added.Add(Owned.Table(table));
    }

    private static string Comment(TableName table, MarkKeeper marks) =>
        $"COMMENT ON TABLE {table.Sql} IS {Identifier.Literal(marks.Own.ToString())}";

    private static void Grant(
        WatermarksTable desired,
        TableName table,
        WatermarksTableObservation? observed,
        SqlPlan plan,
        List<Owned> added
    )
    {
        var there = observed?.Table;
        var exists = there is { Exists: true };
        var missing = exists && there is { RoleExists: true } && there.Owner == desired.Role ? [] : WatermarksFacts.Needed.ToList();
        if (exists)
        {
            missing = [.. there!.Lacks(missing)];
        }

        if (missing.Count == 0)
        {
            return;
        }

        var statement = Statements.Grant(missing, [table], desired.Role);
        if (exists && missing.Except(there!.Grantable).Any())
        {
            plan.Failures.Add(MayNot("grant", table, there.Owner, statement, observed!));
        }

        plan.Statements.Add(statement);
        added.AddRange(missing.Select(p => Owned.OnTable(p, table, desired.Role)));
    }

    private static void Settle(
        WatermarksTable desired,
        TableName table,
        WatermarksTableObservation? observed,
        PlanContext context,
        SqlPlan plan,
        List<Owned> added
    )
    {
        var wanted = WatermarksFacts.Needed.Select(p => Owned.OnTable(p, table, desired.Role)).Append(Owned.Table(table)).ToHashSet();
        if (desired.Publication is { } publication)
        {
            wanted.Add(Owned.Listing(table, publication));
        }

        // Until a publication goes that is being replaced, the capture that reads it needs its watermarks there. It takes them along.
        var leaving = context.ReplacedPublications.Select(p => Owned.Listing(table, p)).ToHashSet();
        Settle(plan, context.Ownership, wanted.Union(leaving).ToHashSet(), added, observed);
        plan.Owned = [.. plan.Owned.Where(item => wanted.Contains(item) || !leaving.Contains(item))];
    }

    private static void Settle(
        SqlPlan plan,
        SqlOwnership ownership,
        HashSet<Owned> wanted,
        IReadOnlyList<Owned> added,
        WatermarksTableObservation? observed
    ) => plan.Settle(ownership, wanted, added, item => IsLive(item, observed), item => MayNotRevoke(item, observed!), Revoke);

    private static Diagnostic? MayNotRevoke(Owned item, WatermarksTableObservation observed)
    {
        var statement = Revoke([item]).First();
        if (item.Kind == OwnedKind.Listing)
        {
            var (name, owner, mayAlter) = observed.Listing.First(l => l.Name == item.Holder);
            return mayAlter
                ? null
                : NotOwner(
                    nameof(WatermarksTable.Publication),
                    "change",
                    $"the publication {name}",
                    owner,
                    SqlRoles.AsOwner(owner, statement)
                );
        }

        return observed.Table.Grantable.Contains(item.Privilege!)
            ? null
            : MayNot("revoke", item.Name, observed.Table.Owner, statement, observed);
    }

    private static IEnumerable<string> Revoke(IReadOnlyList<Owned> items) =>
        items.Select(static item =>
            item.Kind switch
            {
                OwnedKind.Listing => Statements.DropTables(item.Holder!, [item.Name]),
                OwnedKind.Table => Statements.DropTable(item.Name),
                _ => Statements.Revoke([item.Privilege!], [item.Name], item.Grantee!),
            }
        );

    private static bool IsLive(Owned item, WatermarksTableObservation? observed) =>
        observed is { Table.Exists: true }
        && item.Kind switch
        {
            OwnedKind.Listing => observed.Listing.Any(l => l.Name == item.Holder),
            OwnedKind.Table => true,
            _ => observed.Given.Contains(item),
        };

    private static Diagnostic MayNot(string verb, TableName table, string owner, string statement, WatermarksTableObservation observed) =>
        new(
            PostgresDiagnostics.NotAllowed,
            nameof(WatermarksTable.Role),
            $"The connecting role may not {verb} on table {table}, which belongs to {owner}."
        )
        {
            // Nobody can grant to a role that this program is still to make.
            Fix = observed.Table.RoleExists ? SqlRoles.AsOwner(owner, statement) : SqlRoles.AsMember(owner, observed.Server),
            Kind = FailureKind.Failed,
        };

    // A publication takes a table only from a role that owns both.
    private static string ListFix(string owner, string other, string statement) =>
        owner == other
            ? SqlRoles.AsOwner(owner, statement)
            : $"-- as a superuser or another role that owns the publication, and the table that it adds:\n{statement};";

    private static Diagnostic NotOwner(string path, string verb, string what, string owner, string fix) =>
        new(
            PostgresDiagnostics.NotAllowed,
            path,
            $"The connecting role does not own {what} (owner {owner}), and only an owner may {verb} it."
        )
        {
            Fix = fix,
            Kind = FailureKind.Failed,
        };
}

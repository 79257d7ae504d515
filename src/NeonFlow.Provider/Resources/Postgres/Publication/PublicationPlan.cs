using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres.Publication;

/// <summary>
/// From the publication there is to the one there should be: never dropped to be changed, except inside one transaction where ALTER cannot.
/// </summary>
internal static class PublicationPlan
{
    public static SqlPlan To(Publication desired, Publication? current, PublicationObservation facts, PlanContext setting)
    {
        var plan = new SqlPlan();
        var live = facts.Live;
        plan.Ours = live is null || live.Comment == setting.Marker;
        if (current is null && live is not null && !plan.Ours && desired.Adopt != true)
        {
            plan.Failures.Add(
                new Diagnostic(
                    PostgresDiagnostics.NotOurs,
                    "name",
                    $"A publication {desired.Name} exists already (owner {live.Owner}, {live.Tables.Count} tables); changing it could "
                        + "break its consumer."
                )
                {
                    Fix = $"Adopt = true   (or: pulumi import neonflow:postgres:Publication <name> {desired.Name}), or another Name",
                    Kind = FailureKind.Conflict,
                }
            );
        }

        Names(desired, live, plan);
        Gate(desired, current, facts, setting, plan);
        if (live is null)
        {
            Create(desired, facts, setting, plan);
        }
        else
        {
            Change(desired, current, live, facts, plan);
        }

        if (plan.Failures.Count > 0)
        {
            plan.Statements.Clear();
            plan.Probes.Clear();
        }

        return plan;
    }

    public static SqlPlan Delete(Publication state, PublicationObservation facts)
    {
        var plan = new SqlPlan();
        if (facts.Live is not null)
        {
            plan.Statements.Add(Statements.DropPublication(state.Name));
        }

        return plan;
    }

    public static Publication? ReadState(Publication known, PublicationObservation facts, bool import)
    {
        if (facts.Live is not { } live)
        {
            return null;
        }

        var tables = live
            .Tables.Where(m => IsWhole(m) && (import || !Left(m, known.Tables, null)))
            .Select(static m => m.Name.ToString())
            .ToList();
        return known with
        {
            Tables = tables.Count == 0 && known.Tables is null && !import ? null : tables,
            Schemas = live.Schemas.Count == 0 && known.Schemas is null && !import ? null : live.Schemas,
            AllTables = live.AllTables,
            Operations = live.Operations,
            ViaPartitionRoot = live.ViaPartitionRoot,
            Owner = live.Owner,
        };
    }

    public static IEnumerable<Diagnostic> Verify(Publication desired, PublicationObservation facts)
    {
        if (facts.Live is not { } live)
        {
            yield return new Diagnostic(
                PostgresDiagnostics.NotVerified,
                "name",
                $"The publication {desired.Name} is not there after the statements."
            );
            yield break;
        }

        var there = live
            .Tables.Where(m => IsWhole(m) && !Left(m, desired.Tables, null))
            .Select(static m => m.Name.ToString())
            .ToHashSet(StringComparer.Ordinal);
        if (
            !there.SetEquals(desired.Tables ?? [])
            || !live.Schemas.ToHashSet(StringComparer.Ordinal).SetEquals(desired.Schemas ?? [])
            || live.AllTables != (desired.AllTables == true)
            || !live.Operations.ToHashSet(StringComparer.Ordinal).SetEquals(desired.Operations!)
            || live.ViaPartitionRoot != (desired.ViaPartitionRoot != false)
        )
        {
            yield return new Diagnostic(
                PostgresDiagnostics.NotVerified,
                "tables",
                $"Read back, the publication {desired.Name} differs from what was asked for; everything was rolled back."
            );
        }
    }

    private static void Names(Publication desired, PublicationFacts? live, SqlPlan plan)
    {
        if (!Identifier.IsPlainLowerCase(desired.Name))
        {
            plan.Warnings.Add(
                new Diagnostic(
                    PostgresDiagnostics.PublicationName,
                    "name",
                    $"The publication name {desired.Name} is not plain lower case; {PostgresDiagnostics.PublicationName.Consequence}"
                )
                {
                    Fix = Fixes.PublicationName(desired.Name, live is not null),
                }
            );
        }
    }

    private static void Gate(Publication desired, Publication? current, PublicationObservation facts, PlanContext setting, SqlPlan plan)
    {
        if (facts.Server is not { } server)
        {
            return;
        }

        if (desired.Schemas is { Count: > 0 } && server.Version < 150000)
        {
            plan.Failures.Add(
                new Diagnostic(
                    PostgresDiagnostics.TooOld,
                    "schemas",
                    $"Whole schemas can be published from PostgreSQL 15 on; this server has version {server.Version / 10000}."
                )
                {
                    Fix = "List the tables instead.",
                }
            );
            return;
        }

        for (var i = 0; i < (desired.Schemas?.Count ?? 0); i++)
        {
            if (!facts.SchemasThere.Contains(desired.Schemas![i]))
            {
                plan.Failures.Add(
                    new Diagnostic(
                        PostgresDiagnostics.UnknownSchema,
                        PropertyPath.Element("schemas", i),
                        $"The schema {desired.Schemas[i]} does not exist."
                    )
                    {
                        Fix = $"CREATE SCHEMA {Identifier.Quote(desired.Schemas[i])};",
                        Kind = FailureKind.NotFound,
                    }
                );
            }
        }

        var live = facts.Live;
        var needsIdentity = desired.Operations!.Contains("update") || desired.Operations!.Contains("delete");
        var members = live?.Tables.Select(static m => m.Name).ToHashSet() ?? [];
        var identityIsNew = live is { NeedsIdentity: false };
        for (var i = 0; i < facts.Tables.Count; i++)
        {
            var table = facts.Tables[i];
            var path = PropertyPath.Element("tables", i);
            if (!table.Exists)
            {
                if (!setting.UnknownTablesMayBeCreated && !setting.TablesToBeCreated.Contains(table.Name.ToString()))
                {
                    plan.Failures.Add(
                        table.SchemaExists
                            ? new Diagnostic(
                                PostgresDiagnostics.UnknownTable,
                                path,
                                $"The table {table.Name} does not "
                                    + $"exist{(table.Similar.Count == 0 ? "" : $"; there is {string.Join(", ", table.Similar)}, and names keep their case")}."
                            )
                            {
                                Fix =
                                    table.Similar.Count == 0
                                        ? $"Create the table first, or take {table.Name} out of tables."
                                        : $"\"{table.Similar[0]}\"",
                                Kind = FailureKind.NotFound,
                            }
                            : new Diagnostic(
                                PostgresDiagnostics.UnknownSchema,
                                path,
                                $"The schema {table.Name.Schema} of the table {table.Name} does not exist."
                            )
                            {
                                Fix = $"CREATE SCHEMA {Identifier.Quote(table.Name.Schema)};",
                                Kind = FailureKind.NotFound,
                            }
                    );
                }

                continue;
            }

            if (table.Unpublishable is { } reason)
            {
                plan.Failures.Add(
                    new Diagnostic(PostgresDiagnostics.NotPublishable, path, $"{table.Name} {reason}, which no publication takes.")
                    {
                        Fix =
                            table.Persistence == "u"
                                ? $"ALTER TABLE {table.Name.Sql} SET LOGGED;"
                                : $"Take {table.Name} out of tables; publish the tables behind it.",
                    }
                );
                continue;
            }

            var isNew = !members.Contains(table.Name);
            if (needsIdentity && table.KeylessLeaves.Count > 0)
            {
                var keyless = Fixes.Keyless(table, path);
                // What is published already breaks already; refusing other changes for it would help nobody.
                ((isNew || identityIsNew) && desired.AllowKeyless != true ? plan.Failures : plan.Warnings).Add(keyless);
            }

            if (isNew && !table.MayAlter)
            {
                plan.Failures.Add(
                    new Diagnostic(
                        PostgresDiagnostics.NotAllowed,
                        path,
                        $"The connecting role {server.CurrentUser} does not own {table.Name} (owner {table.Owner}), and only an owner may "
                            + "publish a table."
                    )
                    {
                        Fix =
                            $"GRANT {Identifier.Quote(table.Owner)} TO {Identifier.Quote(server.CurrentUser)};   -- as {table.Owner} or a "
                            + "superuser",
                        Kind = FailureKind.Failed,
                    }
                );
            }
        }

        var gainsCover =
            desired.AllTables == true && live is not { AllTables: true }
            || (desired.Schemas ?? []).Except(live?.Schemas ?? []).Any()
            || identityIsNew;
        if (needsIdentity && facts.KeylessCovered.Count > 0 && (desired.AllTables == true || desired.Schemas is { Count: > 0 }))
        {
            foreach (var leaf in facts.KeylessCovered)
            {
                (gainsCover && desired.AllowKeyless != true ? plan.Failures : plan.Warnings).Add(
                    new Diagnostic(
                        PostgresDiagnostics.Keyless,
                        desired.AllTables == true ? "allTables" : "schemas",
                        $"The table {leaf} has no replica identity; published, the application's UPDATE and DELETE on it fail with 55000."
                    )
                    {
                        Fix = Fixes.Keyless(leaf),
                    }
                );
            }
        }

        if (live is null && !server.MayCreateInDatabase)
        {
            plan.Failures.Add(
                new Diagnostic(
                    PostgresDiagnostics.NotAllowed,
                    "name",
                    $"The connecting role {server.CurrentUser} may not create publications in {server.Database}."
                )
                {
                    Fix = $"GRANT CREATE ON DATABASE {Identifier.Quote(server.Database)} TO {Identifier.Quote(server.CurrentUser)};",
                    Kind = FailureKind.Failed,
                }
            );
        }

        if (live is { MayAlter: false })
        {
            plan.Warnings.Add(
                new Diagnostic(
                    PostgresDiagnostics.NotAllowed,
                    "name",
                    $"The connecting role {server.CurrentUser} does not own the publication {desired.Name} (owner {live.Owner}), and only "
                        + "an owner may change it."
                )
                {
                    Fix = $"GRANT {Identifier.Quote(live.Owner)} TO {Identifier.Quote(server.CurrentUser)};",
                }
            );
        }
    }

    private static void Create(Publication desired, PublicationObservation facts, PlanContext setting, SqlPlan plan)
    {
        var tables = (desired.Tables ?? []).Select(TableName.Parse).Order().ToList();
        plan.Statements.Add(
            Statements.CreatePublication(
                desired.Name,
                desired.AllTables == true,
                [.. tables.Select(static t => new PublishedTable(t))],
                [.. (desired.Schemas ?? []).Order(StringComparer.Ordinal)],
                Ordered(desired.Operations!),
                desired.ViaPartitionRoot != false
            )
        );
        // The comment proves, after an interrupted run, who made the publication.
        plan.Statements.Add($"COMMENT ON PUBLICATION {Identifier.Quote(desired.Name)} IS {Identifier.Literal(setting.Marker)}");
        Probe(desired, tables, facts, plan);
    }

    private static void Change(Publication desired, Publication? current, PublicationFacts live, PublicationObservation facts, SqlPlan plan)
    {
        var wanted = (desired.Tables ?? []).Select(TableName.Parse).ToHashSet();
        var members = live.Tables.ToDictionary(static m => m.Name);
        var cut = live.Tables.Where(m => wanted.Contains(m.Name) && !IsWhole(m)).Select(static m => m.Name).Order().ToList();
        var added = wanted.Where(t => !members.ContainsKey(t)).Concat(cut).Order().ToList();
        var removed = live
            .Tables.Where(m => !wanted.Contains(m.Name) && !Left(m, desired.Tables, current?.Tables))
            .Select(static m => m.Name)
            .Order()
            .ToList();
        var schemasAdded = (desired.Schemas ?? []).Except(live.Schemas, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var schemasRemoved = live.Schemas.Except(desired.Schemas ?? [], StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var operations = live.Operations.ToHashSet(StringComparer.Ordinal).SetEquals(desired.Operations!)
            ? null
            : Ordered(desired.Operations!);
        bool? viaRoot = live.ViaPartitionRoot == (desired.ViaPartitionRoot != false) ? null : desired.ViaPartitionRoot != false;
        foreach (var table in removed)
        {
            plan.Notes.Add($"changes of {table} stop arriving at COMMIT; what has arrived stays");
        }

        foreach (var table in cut)
        {
            plan.Notes.Add(
                $"the row filter or column list of {table} goes: all rows and columns are published again; what it held back is missing "
                    + "in the collection until a backfill"
            );
        }

        if (live.AllTables != (desired.AllTables == true) || (schemasAdded.Count > 0 && facts.Server is { Superuser: false }))
        {
            var kept = live
                .Tables.Where(m => !wanted.Contains(m.Name) && Left(m, desired.Tables, current?.Tables))
                .Select(static m => new PublishedTable(m.Name, m.Columns, m.Filter));
            plan.Statements.Add(Statements.DropPublication(desired.Name));
            plan.Statements.Add(
                Statements.CreatePublication(
                    desired.Name,
                    desired.AllTables == true,
                    desired.AllTables == true
                        ? []
                        : [.. kept.Concat(wanted.Select(static t => new PublishedTable(t))).OrderBy(static t => t.Table)],
                    [.. (desired.Schemas ?? []).Order(StringComparer.Ordinal)],
                    Ordered(desired.Operations!),
                    desired.ViaPartitionRoot != false
                )
            );
            if (live.Comment is not null)
            {
                plan.Statements.Add($"COMMENT ON PUBLICATION {Identifier.Quote(desired.Name)} IS {Identifier.Literal(live.Comment)}");
            }

            if (facts.Server is { } server && server.CurrentUser != live.Owner)
            {
                plan.Statements.Add($"ALTER PUBLICATION {Identifier.Quote(desired.Name)} OWNER TO {Identifier.Quote(live.Owner)}");
            }

            plan.Notes.Add("rebuilt in one transaction: a running capture loses nothing");
            Probe(desired, added, facts, plan);
            return;
        }

        if (cut.Count > 0)
        {
            plan.Statements.Add(Statements.DropTables(desired.Name, cut));
        }

        if (added.Count > 0)
        {
            plan.Statements.Add(Statements.AddTables(desired.Name, added.Select(static t => new PublishedTable(t))));
        }

        if (schemasAdded.Count > 0)
        {
            plan.Statements.Add(Statements.AlterSchemas(desired.Name, add: true, schemasAdded));
        }

        if (operations is not null || viaRoot is not null)
        {
            plan.Statements.Add(Statements.SetOptions(desired.Name, operations, viaRoot));
            if (viaRoot is not null)
            {
                plan.Notes.Add("changes of partitioned tables come under other names from COMMIT on: backfill their bindings");
            }
        }

        if (removed.Count > 0)
        {
            plan.Statements.Add(Statements.DropTables(desired.Name, removed));
        }

        if (schemasRemoved.Count > 0)
        {
            plan.Statements.Add(Statements.AlterSchemas(desired.Name, add: false, schemasRemoved));
        }

        Probe(desired, operations is null ? added : [.. wanted.Order()], facts, plan);
    }

    // The server itself gives the verdict on the replica identity, before COMMIT exposes anything.
    private static void Probe(Publication desired, IEnumerable<TableName> tables, PublicationObservation facts, SqlPlan plan)
    {
        if (desired.AllowKeyless == true || !(desired.Operations!.Contains("update") || desired.Operations!.Contains("delete")))
        {
            return;
        }

        var mine = facts.Tables.Where(static t => t is { MayAlter: true, Kind: RelationKind.Table }).Select(static t => t.Name).ToHashSet();
        plan.Probes.AddRange(tables.Where(mine.Contains).Select(Statements.ProbeDelete));
    }

    // A row filter or a column list holds changes back in silence; a table that has one is not what the program asked for.
    private static bool IsWhole(PublicationMember member) => member is { Columns: null, Filter: null };

    // A watermarks table that is not named here belongs to its own resource; without it some capture stops.
    private static bool Left(PublicationMember member, IReadOnlyList<string>? named, IReadOnlyList<string>? before) =>
        member.IsWatermarks && named?.Contains(member.Name.ToString()) != true && before?.Contains(member.Name.ToString()) != true;

    private static IReadOnlyList<string> Ordered(IReadOnlyList<string> operations) =>
        [.. PublicationHandler.AllOperations.Where(operations.Contains)];
}

using NeonFlow.Postgres;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres.WatermarksTable;

/// <summary>From the table there is to the exact shape, rights and membership that the connector needs.</summary>
internal static class WatermarksTablePlan
{
    private static readonly string[] Needed = ["SELECT", "INSERT", "UPDATE"];
    private const string Member = "MEMBER OF ";
    private const string Made = "TABLE ";

    public static SqlPlan To(WatermarksTable desired, WatermarksTable? current, WatermarksTableObservation facts, PlanContext setting)
    {
        var plan = new SqlPlan();
        var looked = !ReferenceEquals(facts, WatermarksTableObservation.Nothing);
        var table = TableName.Parse(desired.Table!);
        var there = facts.Table;
        if (looked && !there.RoleExists && !setting.RolesToBeCreated.Contains(desired.Role))
        {
            (setting.Preview ? plan.Warnings : plan.Failures).Add(
                new Diagnostic(
                    PostgresDiagnostics.UnknownRole,
                    "role",
                    $"The role {desired.Role} does not exist{(setting.Preview ? " yet" : "")}."
                )
                {
                    Fix =
                        $"CREATE ROLE {Identifier.Quote(desired.Role)} LOGIN REPLICATION PASSWORD '...';   -- or a neon:Role that this "
                        + "table depends on",
                    Kind = FailureKind.NotFound,
                }
            );
        }

        if (!there.SchemaExists)
        {
            plan.Failures.Add(
                new Diagnostic(PostgresDiagnostics.UnknownSchema, "table", $"The schema {table.Schema} does not exist.")
                {
                    Fix = $"CREATE SCHEMA {Identifier.Quote(table.Schema)};",
                    Kind = FailureKind.NotFound,
                }
            );
        }
        else if (!there.Exists)
        {
            if (!there.MayCreate)
            {
                plan.Failures.Add(
                    new Diagnostic(
                        PostgresDiagnostics.NotAllowed,
                        "table",
                        $"The connecting role may not create a table in schema {table.Schema}."
                    )
                    {
                        Fix = $"-- as the owner of the schema:\n{Statements.CreateWatermarks(table)};",
                        Kind = FailureKind.Failed,
                    }
                );
            }

            plan.Statements.Add(Statements.CreateWatermarks(table));
            // The comment proves, after an interrupted run, who made the table.
            plan.Statements.Add($"COMMENT ON TABLE {table.Sql} IS {Identifier.Literal(setting.Marker)}");
        }
        else if (there.ShapeFault is { } fault)
        {
            plan.Failures.Add(
                new Diagnostic(
                    PostgresDiagnostics.WatermarksShape,
                    "table",
                    $"The table {table} {fault}; the connector's upsert would fail."
                )
                {
                    Fix =
                        $"-- another name in the program, or:\nALTER TABLE {table.Sql} RENAME TO "
                        + $"{Identifier.Quote(table.Name + "_old")};\n{Statements.CreateWatermarks(table)};",
                    Kind = FailureKind.Conflict,
                }
            );
        }

        plan.Ours = !there.Exists || facts.Comment == setting.Marker;
        var missing = Needed.Except(there.Exists ? there.Direct : []).ToList();
        if (there.Exists && there.RoleExists && there.Owner == desired.Role)
        {
            missing.Clear();
        }

        if (missing.Count > 0)
        {
            plan.Statements.Add(Statements.Grant(missing, [table], desired.Role));
            plan.Added.AddRange(missing.Select(p => Item(p, desired.Role)));
        }

        if (looked && there is { RoleExists: true, Usage: false } && table.Schema != "public")
        {
            plan.Warnings.Add(
                new Diagnostic(
                    PostgresDiagnostics.NotGranted,
                    "role",
                    $"{desired.Role} has no USAGE on schema {table.Schema}, without which no privilege on the table counts."
                )
                {
                    Fix = $"{Statements.GrantSchema(["USAGE"], table.Schema, desired.Role)};   -- or a Grant on that schema",
                }
            );
        }

        Publish(desired, table, facts, setting, looked, plan);
        var wanted = Needed.Select(p => Item(p, desired.Role)).ToHashSet(StringComparer.Ordinal);
        if (desired.Publication is not null)
        {
            wanted.Add(Member + desired.Publication);
        }

        // Until a publication goes that is being replaced, the capture that reads it needs its watermarks there.
        wanted.UnionWith(setting.ReplacedPublications.Select(static p => Member + p));
        Revoke(current?.Granted ?? [], wanted, table, facts, plan);
        plan.Removed.AddRange(setting.ReplacedPublications.Select(static p => Member + p));
        if (plan.Failures.Count > 0)
        {
            plan.Statements.Clear();
        }

        return plan;
    }

    public static SqlPlan Delete(WatermarksTable state, WatermarksTableObservation facts)
    {
        var plan = new SqlPlan();
        if (!facts.Table.Exists)
        {
            return plan;
        }

        var table = TableName.Parse(state.Table!);
        if (state.Created == true)
        {
            plan.Statements.Add(Statements.DropTable(table));
        }
        else
        {
            Revoke(state.Granted ?? [], [], table, facts, plan);
        }

        return plan;
    }

    public static WatermarksTable? ReadState(WatermarksTable known, WatermarksTable? account, WatermarksTableObservation facts, bool import)
    {
        if (!facts.Table.Exists)
        {
            return null;
        }

        if (import)
        {
            return known with
            {
                Granted = [.. Needed.Where(facts.Table.Direct.Contains).Select(p => Item(p, known.Role))],
                Created = false,
                Missing = Missing(known, facts),
            };
        }

        return known with
        {
            Publication = known.Publication is not null && facts.Table.Published ? known.Publication : null,
            Granted = [.. (account?.Granted ?? []).Where(item => Live(item, facts))],
            Created = account?.Created ?? false,
            Missing = Missing(known, facts),
        };
    }

    public static IEnumerable<Diagnostic> Verify(WatermarksTable desired, WatermarksTableObservation facts)
    {
        var table = TableName.Parse(desired.Table!);
        if (Missing(desired, facts) is { Count: > 0 } missing)
        {
            yield return new Diagnostic(
                PostgresDiagnostics.NotGranted,
                "role",
                $"{string.Join(", ", missing)} on {table} was not granted to {desired.Role}."
            )
            {
                Fix = $"-- as {facts.Table.Owner}:\n{Statements.Grant(missing, [table], desired.Role)};",
                Kind = FailureKind.Failed,
            };
        }

        if (facts.Table.ShapeFault is { } fault)
        {
            yield return new Diagnostic(PostgresDiagnostics.WatermarksShape, "table", $"The table {table} {fault}.");
        }
    }

    public static IReadOnlyList<string> Missing(WatermarksTable known, WatermarksTableObservation facts) =>
        facts.Table.Owner == known.Role ? [] : [.. Needed.Except(facts.Table.Direct)];

    /// <summary>What of an account another resource does not want; all of it where that is about another table.</summary>
    public static IReadOnlyList<string> Unwanted(IReadOnlyList<string> account, WatermarksTable about, WatermarksIntent? other) =>
        other is null || other.Table != about.Table
            ? account
            :
            [
                .. account.Where(item =>
                    item != Made + other.Table
                    && (
                        item.StartsWith(Member, StringComparison.Ordinal)
                            ? item[Member.Length..] != other.Publication
                            : !Needed.Any(p => item == Item(p, other.Role))
                    )
                ),
            ];

    /// <summary>What the resource answers for: what it granted, and the table where it made it.</summary>
    public static IReadOnlyList<string> Account(WatermarksTable state) =>
        [.. (state.Granted ?? []).Concat(state.Created == true ? [Made + state.Table] : []).Order(StringComparer.Ordinal)];

    /// <summary>The state with another account.</summary>
    public static WatermarksTable With(WatermarksTable state, IReadOnlyList<string> account) =>
        state with
        {
            Created = account.Contains(Made + state.Table),
            Granted = [.. account.Where(static item => !item.StartsWith(Made, StringComparison.Ordinal))],
        };

    private static void Publish(
        WatermarksTable desired,
        TableName table,
        WatermarksTableObservation facts,
        PlanContext setting,
        bool looked,
        SqlPlan plan
    )
    {
        if (desired.Publication is not { } name || facts.Table.Published)
        {
            return;
        }

        if (looked && facts.Publication is null && !setting.PublicationsToBeCreated.Contains(name))
        {
            var unknown = new Diagnostic(
                PostgresDiagnostics.NotVerified,
                "publication",
                $"The publication {name} does not exist{(setting.Preview ? " yet" : "")}, so it cannot list {table}."
            )
            {
                Fix =
                    "Let the watermarks table depend on the Publication resource, or leave Publication out here and name the table in "
                    + "its tables.",
                Kind = FailureKind.NotFound,
            };
            (setting.Preview ? plan.Warnings : plan.Failures).Add(unknown);
        }

        plan.Statements.Add(Statements.AddTables(name, [new PublishedTable(table)]));
        plan.Added.Add(Member + name);
    }

    private static void Revoke(
        IReadOnlyList<string> granted,
        HashSet<string> wanted,
        TableName table,
        WatermarksTableObservation facts,
        SqlPlan plan
    )
    {
        var gone = granted.Where(item => !wanted.Contains(item)).ToList();
        plan.Removed.AddRange(gone);
        foreach (var item in gone)
        {
            if (item.StartsWith(Member, StringComparison.Ordinal))
            {
                if (facts.Listing.Contains(item[Member.Length..]))
                {
                    plan.Statements.Add(Statements.DropTables(item[Member.Length..], [table]));
                }

                continue;
            }

            if (facts.Given.Contains(item))
            {
                var at = item.IndexOf(" TO ", StringComparison.Ordinal);
                plan.Statements.Add(Statements.Revoke([item[..at]], [table], item[(at + 4)..]));
            }
        }
    }

    private static bool Live(string item, WatermarksTableObservation facts) =>
        item.StartsWith(Member, StringComparison.Ordinal) ? facts.Listing.Contains(item[Member.Length..]) : facts.Given.Contains(item);

    private static string Item(string privilege, string role) => $"{privilege} TO {role}";
}

using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres.Publication;

/// <summary>What keeps a publication from being as desired, or the application from working once it is.</summary>
internal static class PublicationGate
{
    private static readonly string[] NeedingIdentity = ["update", "delete"];

    /// <summary>Why a publication of that name is not taken over.</summary>
    public static Diagnostic Taken(Publication desired, PublicationFacts live, MarkKeeper marks)
    {
        var found = OwnershipMark.Find(live.Comment);
        return new(
            PostgresDiagnostics.NotOurs,
            nameof(desired.Name),
            $"A publication {desired.Name} exists already (owner {live.Owner}, {live.Tables.Count} tables), {marks.MadeBy(found)}; "
                + "changing it could break its consumer."
        )
        {
            Fix = marks.AliasFor(found) ?? $"Adopt = true   // or Name = \"{Identifier.PlainLowerCase(desired.Name, "_2")}\"",
            Kind = FailureKind.Conflict,
        };
    }

    /// <summary>Why two resources of one program cannot have one publication: each would set its own tables.</summary>
    public static Diagnostic MadeTwice(Publication desired, ProgramResource other) =>
        new(
            PostgresDiagnostics.NotOurs,
            nameof(desired.Name),
            $"{other.Name} of this program makes the publication {desired.Name} as well: each would take it away from the other."
        )
        {
            Fix = $"Name = \"{Identifier.PlainLowerCase(desired.Name, "_2")}\"   // of one of the two",
            Kind = FailureKind.Conflict,
        };

    /// <summary>Says whose publication is taken over.</summary>
    public static string TakenOver(PublicationFacts live, MarkKeeper marks) =>
        OwnershipMark.Find(live.Comment) is { } found
            ? $"takes over the publication {live.Name}, which {marks.NameOf(found)} made: from now on this program changes it"
            : $"takes over the publication {live.Name}, which this program did not make: from now on this program changes it";

    /// <summary>Why a publication is another one than the state's: a part of a sentence.</summary>
    public static string MadeAnew(PublicationFacts live, MarkKeeper marks) =>
        OwnershipMark.Find(live.Comment) is { } found
            ? $"{marks.NameOf(found)} has it now"
            : "somebody dropped the one that this program made, and made another one of that name since";

    public static void Judge(Publication desired, PublicationObservation observed, PlanContext context, SqlPlan plan)
    {
        var server = observed.Server;
        if (desired.Schemas is { Count: > 0 } && server.Version < 150000)
        {
            plan.Failures.Add(
                new Diagnostic(
                    PostgresDiagnostics.TooOld,
                    nameof(desired.Schemas),
                    $"Whole schemas can be published from PostgreSQL 15 on; this server has version {server.Version / 10000}."
                )
                {
                    Fix = "List the tables instead.",
                }
            );
            return;
        }

        if (desired.GeneratedColumns == true && server.Version < 180000)
        {
            plan.Failures.Add(
                new Diagnostic(
                    PostgresDiagnostics.TooOld,
                    nameof(desired.GeneratedColumns),
                    $"Generated columns can be published from PostgreSQL 18 on; this server has version {server.Version / 10000}."
                )
                {
                    Fix = "GeneratedColumns = false",
                }
            );
        }

        Schemas(desired, observed, plan);
        var rebuilds = observed.Live is { } live && PublicationPlan.Rebuilds(desired, live, server);
        if (rebuilds && observed.Live is { OtherOptions: { Count: > 0 } options } other)
        {
            plan.Failures.Add(
                new Diagnostic(
                    PostgresDiagnostics.NotVerified,
                    desired.AllTables == true ? nameof(desired.AllTables) : nameof(desired.Schemas),
                    $"The publication {other.Name} would have to be made anew, without the options {string.Join(", ", options)} that it "
                        + "has and that no input says."
                )
                {
                    Fix = $"Name = \"{Identifier.PlainLowerCase(other.Name, "_2")}\"   // another publication beside it",
                }
            );
        }

        Tables(desired, observed, context, rebuilds, plan);
        Covered(desired, observed, context, plan);

        if (!observed.MayPublishAll && GainsCover(desired, observed.Live))
        {
            plan.Failures.Add(
                new Diagnostic(
                    PostgresDiagnostics.NotAllowed,
                    desired.AllTables == true ? nameof(desired.AllTables) : nameof(desired.Schemas),
                    $"The connecting role {server.CurrentUser} is no superuser, and only a superuser may publish "
                        + $"{(desired.AllTables == true ? "all tables" : "whole schemas")}."
                )
                {
                    Fix =
                        $"List the tables instead; or, as a superuser:\n{PublicationPlan.CreateStatement(desired)};\n-- then Adopt = true",
                    Kind = FailureKind.Failed,
                }
            );
        }

        if ((observed.Live is null || rebuilds) && !server.MayCreateInDatabase)
        {
            plan.Failures.Add(
                new Diagnostic(
                    PostgresDiagnostics.NotAllowed,
                    nameof(desired.Name),
                    $"The connecting role {server.CurrentUser} may not create publications in {server.Database}."
                )
                {
                    Fix =
                        "-- as the owner of the database:\nGRANT CREATE ON DATABASE "
                        + $"{Identifier.Quote(server.Database)} TO {Identifier.Quote(server.CurrentUser)};",
                    Kind = FailureKind.Failed,
                }
            );
        }
    }

    /// <summary>The connecting role may not change the publication.</summary>
    public static Diagnostic NotOwner(PublicationFacts live, ServerFacts server) =>
        new(
            PostgresDiagnostics.NotAllowed,
            nameof(Publication.Name),
            $"The connecting role {server.CurrentUser} does not own the publication {live.Name} (owner {live.Owner}), and only an owner "
                + "may change it."
        )
        {
            Fix = SqlRoles.AsMember(live.Owner, server),
            Kind = FailureKind.Failed,
        };

    /// <summary>What publishing a table does to the application.</summary>
    public static Diagnostic Keyless(Publication desired, string path, TableName table, IReadOnlyList<IdentityFault> faults, string fix) =>
        new(
            PostgresDiagnostics.Keyless,
            path,
            $"{IdentityRepair.Text(table, faults)}; once published, the application's own "
                + $"{string.Join(" and ", Refused(desired.Operations!).Select(static o => o.ToUpperInvariant()))} on it fail with "
                + $"{string.Join(" or ", faults.Select(static f => f.SqlState).Distinct())}."
        )
        {
            Fix = fix,
        };

    private static void Schemas(Publication desired, PublicationObservation observed, SqlPlan plan)
    {
        for (var i = 0; i < (desired.Schemas?.Count ?? 0); i++)
        {
            if (!observed.SchemasThere.Contains(desired.Schemas![i]))
            {
                plan.Failures.Add(SqlRoles.UnknownSchema(PropertyPath.Element(nameof(desired.Schemas), i), desired.Schemas[i]));
            }
        }
    }

    private static void Tables(Publication desired, PublicationObservation observed, PlanContext context, bool rebuilds, SqlPlan plan)
    {
        var server = observed.Server;
        var names = (desired.Tables ?? []).ToHashSet();
        // All others are added, by their owner only: those that are new, that lose a row filter, or that a rebuild makes anew.
        var staying = rebuilds ? [] : observed.Live?.Tables.Where(PublicationPlan.IsWhole).Select(static m => m.Name).ToHashSet() ?? [];
        for (var i = 0; i < observed.Tables.Count; i++)
        {
            var table = observed.Tables[i];
            var path = PropertyPath.Element(nameof(desired.Tables), i);
            if (!table.Exists)
            {
                if (!context.UnknownTablesMayBeCreated && !context.TablesToBeCreated.Contains(table.Name))
                {
                    plan.Failures.Add(MissingTable.Of(table, path, $"Create the table first, or take {table.Name} out of tables."));
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

            var then = table with { IdentityFaults = PlannedIdentities.After(table, context.IdentitiesToBeSet) };
            Judge(desired, observed, path, table.Name, then.IdentityFaults, PlannedIdentities.Fix(then, context.IdentitiesToBeSet), plan);
            Unstreamed(names, path, table.Name, table.Unstreamed, plan);
            if (!staying.Contains(table.Name) && !table.MayAlter)
            {
                plan.Failures.Add(
                    new Diagnostic(
                        PostgresDiagnostics.NotAllowed,
                        path,
                        $"The connecting role {server.CurrentUser} does not own {table.Name} (owner {table.Owner}), and only an owner may "
                            + "publish a table."
                    )
                    {
                        Fix = SqlRoles.AsMember(table.Owner, server),
                        Kind = FailureKind.Failed,
                    }
                );
            }
        }
    }

    private static void Covered(Publication desired, PublicationObservation observed, PlanContext context, SqlPlan plan)
    {
        var path = desired.AllTables == true ? nameof(desired.AllTables) : nameof(desired.Schemas);
        var named = observed.Tables.SelectMany(static t => t.IdentityFaults).Select(static f => f.Leaf).ToHashSet();
        var left = PlannedIdentities.Left(observed.FaultsCovered, context.IdentitiesToBeSet);
        foreach (var fault in left.Where(f => !named.Contains(f.Leaf)))
        {
            Judge(desired, observed, path, fault.Leaf, [fault], IdentityRepair.Sql([fault]), plan);
        }

        var names = (desired.Tables ?? []).ToHashSet();
        foreach (var group in observed.UnstreamedCovered.GroupBy(static u => u.Above, static u => u.Table))
        {
            Unstreamed(names, path, group.Key, [.. group], plan);
        }
    }

    // What is published already breaks already; refusing other changes for it would help nobody.
    private static void Judge(
        Publication desired,
        PublicationObservation observed,
        string path,
        TableName table,
        IReadOnlyList<IdentityFault> faults,
        string fix,
        SqlPlan plan
    )
    {
        var refused = Refused(desired.Operations!);
        if (faults.Count == 0 || refused.Count == 0)
        {
            return;
        }

        var isOld =
            observed.Live is { } live && refused.All(live.Operations.Contains) && faults.All(f => observed.LeavesNow.Contains(f.Leaf));
        (isOld || desired.AllowKeyless == true ? plan.Warnings : plan.Failures).Add(Keyless(desired, path, table, faults, fix));
    }

    private static void Unstreamed(
        HashSet<TableName> names,
        string path,
        TableName table,
        IReadOnlyList<UnstreamedTable> unstreamed,
        SqlPlan plan
    )
    {
        var silent = unstreamed.Where(u => !names.Contains(u.Name)).ToList();
        if (silent.Count > 0)
        {
            plan.Warnings.Add(
                new Diagnostic(PostgresDiagnostics.Unstreamed, path, $"{UnstreamedRepair.Text(table, silent)}.")
                {
                    Fix = UnstreamedRepair.Fix(table, silent),
                }
            );
        }
    }

    private static IReadOnlyList<string> Refused(IReadOnlyList<string> operations) => [.. NeedingIdentity.Where(operations.Contains)];

    // Whether whole schemas or all tables are published that are not yet.
    private static bool GainsCover(Publication desired, PublicationFacts? live) =>
        (desired.AllTables == true && live is not { AllTables: true }) || (desired.Schemas ?? []).Except(live?.Schemas ?? []).Any();
}

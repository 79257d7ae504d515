using System.Globalization;
using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres.Publication;

/// <summary>
/// From the publication there is to the one there should be: never dropped to be changed, except inside one transaction where ALTER cannot.
/// </summary>
internal sealed class PublicationPlan : ISqlPlan<Publication, PublicationObservation>
{
    public static IReadOnlyList<string> LastingOutputs => [nameof(Publication.Owner)];

    public static bool HasAccount => false;

    public static SqlSubject SubjectOf(Publication shape) => new(shape.Name) { Publication = shape.Name };

    public static bool IsOwnName(Publication state) => true;

    public static string? ObjectIdOf(Publication state) =>
        state.Oid is { } oid ? string.Create(CultureInfo.InvariantCulture, $"{OwnedIds.Publication}{oid}") : null;

    public static Publication Under(Publication state, SqlSubject? now, IReadOnlyList<Owned> own) =>
        now?.Publication is { } name ? state with { Name = name } : state;

    public static string? CommentOf(PublicationObservation observed) => observed.Live?.Comment;

    public static SqlPlan Plan(Publication desired, Publication? current, PublicationObservation? observed, PlanContext context)
    {
        var plan = new SqlPlan();
        context.Rename?.Into(plan);
        var live = observed?.Live;
        var marks = context.Ownership.Marks;
        if (current is null && context.Others.GetValueOrDefault(new(ObjectKind.Publication, desired.Name)) is { } other)
        {
            plan.Failures.Add(PublicationGate.MadeTwice(desired, other));
        }
        else if (live is not null && desired.Adopt != true && !IsOurs(live, current, marks))
        {
            plan.Failures.Add(PublicationGate.Taken(desired, live, marks));
        }
        else if (live is not null && current is null && !IsOurs(live, current, marks))
        {
            plan.Notes.Add(PublicationGate.TakenOver(live, marks));
        }

        Names(desired, live, plan);
        if (observed is not null)
        {
            PublicationGate.Judge(desired, observed, context, plan);
        }

        if (observed is null || live is null)
        {
            Create(desired, context, plan);
        }
        else
        {
            Change(desired, current, live, observed, context.Ownership, plan);
        }

        if (observed is { Live: { MayAlter: false } foreign })
        {
            (plan.Statements.Count > 0 ? plan.Failures : plan.Warnings).Add(PublicationGate.NotOwner(foreign, observed.Server));
        }

        return plan.Close();
    }

    public static SqlPlan Delete(Publication state, PublicationObservation observed, SqlOwnership ownership)
    {
        var plan = new SqlPlan();
        if (observed.Live is { } live)
        {
            if (IsOurs(live, state, ownership.Marks))
            {
                var readers = ownership.ReadFrom(state.Name).SelectMany(t => ownership.ReadersOf(Owned.Listing(t, state.Name)));
                plan.Drop(ownership, [.. readers], $"the publication {state.Name}", Statements.DropPublication(state.Name));
                if (!live.MayAlter)
                {
                    plan.Failures.Add(PublicationGate.NotOwner(live, observed.Server));
                }
            }
            else
            {
                plan.Staying.Add($"The publication {state.Name} stays: {PublicationGate.MadeAnew(live, ownership.Marks)}.");
            }
        }

        return plan;
    }

    public static Publication? ReadState(Publication known, PublicationObservation observed, SqlOwnership? ownership)
    {
        var import = ownership is null;
        if (observed.Live is not { } live || (ownership is not null && !IsOurs(live, known, ownership.Marks)))
        {
            return null;
        }

        var named = NamesOf(known.Tables);
        // What stays for a capture of another state is not this program's to take away.
        bool StaysForOthers(TableName table) =>
            !named.Contains(table)
            && ownership?.ReadersOf(Owned.Listing(table, live.Name)).Any(r => !ownership.Marks.IsOfThisState(r)) == true;
        var tables = live
            .Tables.Where(m => IsWhole(m) && (import || !(IsLeft(m, named) || StaysForOthers(m.Name))))
            .Select(static m => m.Name)
            .ToList();
        IReadOnlyList<string> schemas = ownership is null
            ? live.Schemas
            :
            [
                .. live.Schemas.Where(s =>
                    known.Schemas?.Contains(s) == true
                    || !ownership.ReadFrom(live.Name).Any(t => t.Schema == s && live.Tables.All(m => m.Name != t) && StaysForOthers(t))
                ),
            ];
        return known with
        {
            Tables = tables.Count == 0 && known.Tables is null && !import ? null : tables,
            Schemas = schemas.Count == 0 && known.Schemas is null && !import ? null : schemas,
            AllTables = live.AllTables,
            Operations = live.Operations,
            ViaPartitionRoot = live.ViaPartitionRoot,
            GeneratedColumns = live.GeneratedColumns,
            Owner = live.Owner,
            Oid = live.Oid,
        };
    }

    public static Publication PredictState(Publication desired, Publication? current, PublicationObservation? observed, SqlPlan plan) =>
        desired with
        {
            GeneratedColumns = desired.GeneratedColumns ?? observed?.Live?.GeneratedColumns ?? current?.GeneratedColumns ?? false,
            Owner = observed?.Live?.Owner ?? current?.Owner ?? observed?.Server.CurrentUser,
            Oid = observed?.Live?.Oid ?? current?.Oid,
        };

    public static IEnumerable<Diagnostic> Verify(Publication desired, PublicationObservation observed, SqlPlan plan)
    {
        if (observed.Live is not { } live)
        {
            yield return new Diagnostic(
                PostgresDiagnostics.NotVerified,
                nameof(desired.Name),
                $"The publication {desired.Name} is not there after the statements."
            );
            yield break;
        }

        var named = NamesOf(desired.Tables);
        var read = plan.Read.Select(static r => r.Name).ToHashSet();
        var there = live
            .Tables.Where(m => IsWhole(m) && !IsLeft(m, named) && (named.Contains(m.Name) || !read.Contains(m.Name)))
            .Select(static m => m.Name)
            .ToHashSet();
        var schemas = live.Schemas.Where(s => desired.Schemas?.Contains(s) == true || !read.Any(t => t.Schema == s));
        if (
            !there.SetEquals(named)
            || !schemas.ToHashSet(StringComparer.Ordinal).SetEquals(desired.Schemas ?? [])
            || live.AllTables != (desired.AllTables == true)
            || !live.Operations.ToHashSet(StringComparer.Ordinal).SetEquals(desired.Operations!)
            || live.ViaPartitionRoot != (desired.ViaPartitionRoot != false)
            || live.GeneratedColumns != (desired.GeneratedColumns ?? live.GeneratedColumns)
        )
        {
            yield return new Diagnostic(
                PostgresDiagnostics.NotVerified,
                nameof(desired.Tables),
                $"Read back, the publication {desired.Name} differs from what was asked for; everything was rolled back."
            );
        }
    }

    public static IEnumerable<Diagnostic> Broken(Publication desired, PublicationObservation before, PublicationObservation after) =>
        desired.AllowKeyless == true
            ? []
            : after
                .FaultsNow.ExceptBy(before.FaultsNow.Select(static b => b.Leaf), static f => f.Leaf)
                .Select(f => PublicationGate.Keyless(desired, nameof(desired.Tables), f.Leaf, [f], IdentityRepair.Sql([f])));

    private static void Names(Publication desired, PublicationFacts? live, SqlPlan plan)
    {
        if (!Identifier.IsPlainLowerCase(desired.Name))
        {
            plan.Warnings.Add(
                new Diagnostic(
                    PostgresDiagnostics.PublicationName,
                    nameof(desired.Name),
                    $"The publication name {desired.Name} is not plain lower case; {PostgresDiagnostics.PublicationName.Consequence}"
                )
                {
                    Fix = RepairSql.PublicationName(desired.Name, nameof(desired.Name), live is not null),
                }
            );
        }
    }

    /// <summary>The statement that makes the publication as desired.</summary>
    public static string CreateStatement(Publication desired) =>
        Statements.CreatePublication(
            desired.Name,
            desired.AllTables == true,
            [.. (desired.Tables ?? []).Order().Select(static t => new PublishedTable(t))],
            [.. (desired.Schemas ?? []).Order(StringComparer.Ordinal)],
            PublicationOperations.Ordered(desired.Operations!),
            desired.ViaPartitionRoot != false,
            desired.GeneratedColumns == true
        );

    /// <summary>Whether ALTER cannot do it, so that the publication is dropped and made again.</summary>
    public static bool Rebuilds(Publication desired, PublicationFacts live, ServerFacts server) =>
        live.AllTables != (desired.AllTables == true) || (!server.Superuser && (desired.Schemas ?? []).Except(live.Schemas).Any());

    /// <summary>Whether all of a table is published: a row filter or a column list holds changes back in silence.</summary>
    public static bool IsWhole(PublicationMember member) => member is { Columns: null, Filter: null };

    private static void Create(Publication desired, PlanContext context, SqlPlan plan)
    {
        plan.Statements.Add(CreateStatement(desired));
        // The comment proves, after an interrupted run, who made the publication.
        plan.Statements.Add(CommentStatement(desired, context.Ownership.Marks.Own.ToString()));
    }

    private static void Change(
        Publication desired,
        Publication? current,
        PublicationFacts live,
        PublicationObservation observed,
        SqlOwnership ownership,
        SqlPlan plan
    )
    {
        var marks = ownership.Marks;
        var wanted = NamesOf(desired.Tables);
        var named = NamesOf([.. wanted, .. current?.Tables ?? []]);
        var members = live.Tables.ToDictionary(static m => m.Name);
        var cut = live.Tables.Where(m => wanted.Contains(m.Name) && !IsWhole(m)).Select(static m => m.Name).Order().ToList();
        var added = wanted.Where(t => !members.ContainsKey(t)).Concat(cut).Order().ToList();
        var leaving = live.Tables.Where(m => !wanted.Contains(m.Name) && !IsLeft(m, named)).Select(static m => m.Name).Order().ToList();
        var schemasAdded = (desired.Schemas ?? []).Except(live.Schemas, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var schemasLeaving = live.Schemas.Except(desired.Schemas ?? [], StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        // A capture reads what the publication is about to lose until it is published without it.
        var rebuilds = Rebuilds(desired, live, observed.Server);
        var covered = live.AllTables && desired.AllTables != true;
        var read = ownership.ReadFrom(desired.Name).Where(t => !wanted.Contains(t) && desired.Schemas?.Contains(t.Schema) != true);
        var waiting = plan.Wait(
            ownership,
            [
                .. read.Where(t => covered || leaving.Contains(t) || schemasLeaving.Contains(t.Schema))
                    .Select(t => Owned.Listing(t, desired.Name)),
            ]
        );
        var removed = leaving.Where(t => !plan.Read.Contains(Owned.Listing(t, desired.Name))).ToList();
        var schemasRemoved = schemasLeaving.Where(s => !plan.Read.Any(r => IsOnlyIn(s, r))).ToList();
        if (waiting.Where(w => rebuilds || leaving.Contains(w.Name)).Select(static w => w.Name).Order().ToList() is { Count: > 0 } later)
        {
            plan.Waiting.Add(Statements.DropTables(desired.Name, later));
        }

        if (schemasLeaving.Where(s => !rebuilds && waiting.Any(w => IsOnlyIn(s, w))).ToList() is { Count: > 0 } schemasLater)
        {
            plan.Waiting.Add(Statements.AlterSchemas(desired.Name, add: false, schemasLater));
        }

        var operations = live.Operations.ToHashSet(StringComparer.Ordinal).SetEquals(desired.Operations!)
            ? null
            : PublicationOperations.Ordered(desired.Operations!);
        bool? viaRoot = live.ViaPartitionRoot == (desired.ViaPartitionRoot != false) ? null : desired.ViaPartitionRoot != false;
        bool? generated = desired.GeneratedColumns is { } stored && stored != live.GeneratedColumns ? stored : null;
        foreach (var table in leaving.Where(t => desired.AllTables != true && desired.Schemas?.Contains(t.Schema) != true))
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

        if (rebuilds)
        {
            var kept = live
                .Tables.Where(m => !wanted.Contains(m.Name) && !leaving.Contains(m.Name))
                .Select(static m => new PublishedTable(m.Name, m.Columns, m.Filter))
                .Concat(plan.Read.Select(static r => new PublishedTable(r.Name)));
            plan.Statements.Add(Statements.DropPublication(desired.Name));
            plan.Statements.Add(
                Statements.CreatePublication(
                    desired.Name,
                    desired.AllTables == true,
                    desired.AllTables == true
                        ? []
                        : [.. kept.Concat(wanted.Select(static t => new PublishedTable(t))).OrderBy(static t => t.Table)],
                    [.. (desired.Schemas ?? []).Order(StringComparer.Ordinal)],
                    PublicationOperations.Ordered(desired.Operations!),
                    desired.ViaPartitionRoot != false,
                    desired.GeneratedColumns ?? live.GeneratedColumns
                )
            );
            plan.Statements.Add(CommentStatement(desired, marks.Own.WriteInto(live.Comment)));
            if (observed.Server.CurrentUser != live.Owner)
            {
                plan.Statements.Add($"ALTER PUBLICATION {Identifier.Quote(desired.Name)} OWNER TO {Identifier.Quote(live.Owner)}");
            }

            plan.Notes.Add("rebuilt in one transaction: a running capture loses nothing");
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

        if (operations is not null || viaRoot is not null || generated is not null)
        {
            plan.Statements.Add(Statements.SetOptions(desired.Name, operations, viaRoot, generated));
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

        Mark(desired, current, live, marks, plan);

        bool IsOnlyIn(string schema, Owned listing) => listing.Schema == schema && !leaving.Contains(listing.Name);
    }

    // Who takes it up, or made it anew, says so at once; a new name of the resource is written with the next change.
    private static void Mark(Publication desired, Publication? current, PublicationFacts live, MarkKeeper marks, SqlPlan plan)
    {
        var isCurrent = OwnershipMark.Find(live.Comment) is { } found && (current is null ? found == marks.Own : found.Id == marks.Own.Id);
        var comment = marks.Own.WriteInto(live.Comment);
        if (live.MayAlter && comment != live.Comment && (!isCurrent || plan.Statements.Count > 0))
        {
            plan.Statements.Add(CommentStatement(desired, comment));
        }
    }

    // A publication whose comment somebody took away is known by its object id.
    private static bool IsOurs(PublicationFacts live, Publication? state, MarkKeeper marks) =>
        OwnershipMark.Find(live.Comment) is { } found
            ? marks.Owns(found)
            : state is not null && (state.Oid is null || state.Oid == live.Oid);

    private static string CommentStatement(Publication publication, string comment) =>
        $"COMMENT ON PUBLICATION {Identifier.Quote(publication.Name)} IS {Identifier.Literal(comment)}";

    // A watermarks table that is not named here belongs to its own resource; without it some capture stops.
    private static bool IsLeft(PublicationMember member, HashSet<TableName> named) => member.HasColumns && !named.Contains(member.Name);

    private static HashSet<TableName> NamesOf(IReadOnlyList<TableName>? tables) => [.. tables ?? []];
}

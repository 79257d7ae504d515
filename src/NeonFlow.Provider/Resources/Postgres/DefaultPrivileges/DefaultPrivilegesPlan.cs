using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres.DefaultPrivileges;

/// <summary>From the entries of pg_default_acl there are to those there should be.</summary>
internal sealed class DefaultPrivilegesPlan : ISqlPlan<DefaultPrivileges, DefaultPrivilegesObservation>
{
    public static string SchemaOf(DefaultPrivileges shape) => shape.Schema ?? "public";

    public static IReadOnlyList<string> NameOf(DefaultPrivileges shape) =>
        [SchemaOf(shape), shape.Role, IsAboutSequences(shape) ? "sequences" : "tables"];

    public static SqlSubject SubjectOf(DefaultPrivileges shape) =>
        new(string.Join('/', NameOf(shape))) { Schema = SchemaOf(shape), Role = shape.Role };

    public static DefaultPrivileges Under(DefaultPrivileges state, SqlSubject? now, IReadOnlyList<Owned> own) =>
        now is { Schema: { } schema, Role: { } role } ? state with { Schema = schema, Role = role } : state;

    public static IReadOnlyList<Owned>? OwnedBy(DefaultPrivileges state) => state.Granted;

    public static SqlPlan Plan(
        DefaultPrivileges desired,
        DefaultPrivileges? current,
        DefaultPrivilegesObservation? observed,
        PlanContext context
    )
    {
        var plan = new SqlPlan();
        context.Rename?.Into(plan);
        if (observed is { Role: null } && !context.RolesToBeCreated.Contains(desired.Role))
        {
            SqlRoles.Missing(plan, context, nameof(desired.Role), desired.Role, Create(desired.Role));
        }

        if (observed is { SchemaExists: false })
        {
            plan.Failures.Add(SqlRoles.UnknownSchema(nameof(desired.Schema), SchemaOf(desired), context.Ownership));
            return plan.Close();
        }

        SqlRoles.TooOld(plan, nameof(desired.Privileges), desired.Privileges, observed?.Server.Version);
        var sequences = IsAboutSequences(desired);
        var entries = observed?.Entries.ToDictionary(static e => e.Creator, StringComparer.Ordinal);
        var wanted = new HashSet<Owned>();
        var added = new List<Owned>();
        for (var i = 0; i < desired.Creators.Count; i++)
        {
            var creator = desired.Creators[i];
            wanted.UnionWith(desired.Privileges!.Select(p => Item(desired, p, creator)));
            var entry = entries?.GetValueOrDefault(creator);
            var path = PropertyPath.Element(nameof(desired.Creators), i);
            if (observed is not null && entry is not { CreatorExists: true } && !context.RolesToBeCreated.Contains(creator))
            {
                SqlRoles.Missing(plan, context, path, creator, Create(creator) + IfRenamed(creator, desired, context.Ownership));
            }

            var missing = desired.Privileges!.Except(entry?.Privileges ?? []).ToList();
            if (missing.Count == 0)
            {
                continue;
            }

            var statement = Statements.DefaultGrant(creator, desired.Schema, missing, sequences, desired.Role);
            if (entry is { CreatorExists: true, MayAlter: false })
            {
                plan.Failures.Add(MayNot(path, entry, statement, observed!.Server));
                continue;
            }

            plan.Statements.Add(statement);
            added.AddRange(missing.Select(p => Item(desired, p, creator)));
        }

        Settle(plan, context.Ownership, wanted, added, desired, observed);
        if (observed is not null && StillUncovered(desired, observed) is { Count: > 0 } uncovered)
        {
            plan.Warnings.Add(
                new Diagnostic(
                    PostgresDiagnostics.UncoveredCreators,
                    nameof(desired.Creators),
                    $"{string.Join(", ", uncovered)} also own{(uncovered.Count == 1 ? "s" : "")} {(sequences ? "sequences" : "tables")} "
                        + $"in schema {desired.Schema}; what they make next, {desired.Role} will not be able to read."
                )
                {
                    Fix = $"Creators = {{ {string.Join(", ", desired.Creators.Concat(uncovered).Select(static c => $"\"{c}\""))} }}",
                }
            );
        }

        return plan.Close();
    }

    public static SqlPlan Delete(DefaultPrivileges state, DefaultPrivilegesObservation observed, SqlOwnership ownership)
    {
        var plan = new SqlPlan();
        Settle(plan, ownership, new HashSet<Owned>(), [], state, observed);
        return plan;
    }

    public static DefaultPrivileges PredictState(
        DefaultPrivileges desired,
        DefaultPrivileges? current,
        DefaultPrivilegesObservation? observed,
        SqlPlan plan
    ) => desired with { Granted = plan.Owned, UncoveredCreators = observed is null ? [] : StillUncovered(desired, observed) };

    public static DefaultPrivileges? ReadState(DefaultPrivileges known, DefaultPrivilegesObservation observed, SqlOwnership? ownership)
    {
        if (observed.Role is null || !observed.SchemaExists)
        {
            return null;
        }

        if (ownership is null)
        {
            if (observed.All.Count == 0)
            {
                return null;
            }

            IReadOnlyList<string> common =
            [
                .. observed
                    .All.Select(static e => e.Privileges.AsEnumerable())
                    .Aggregate(static (a, b) => a.Intersect(b))
                    .Order(StringComparer.Ordinal),
            ];
            var found = known with { Creators = [.. observed.All.Select(static e => e.Creator)], Privileges = common };
            return found with
            {
                Granted = [.. found.Creators.SelectMany(c => common.Select(p => Item(known, p, c))).Order()],
                UncoveredCreators = StillUncovered(found, observed),
            };
        }

        var held = observed
            .Entries.Where(e => known.Privileges!.All(e.Privileges.Contains))
            .Select(static e => e.Creator)
            .ToHashSet(StringComparer.Ordinal);
        // A creator that was renamed is known by what the account lists.
        var renamed = ownership
            .Own.Where(item => IsLive(item, known, observed))
            .Select(static item => item.Holder!)
            .Except(known.Creators, StringComparer.Ordinal)
            .Where(c => known.Privileges!.All(observed.ByCreator[c].Privileges.Contains))
            .Order(StringComparer.Ordinal)
            .ToList();
        if (
            known.Creators.Count > 0
            && renamed.Count == 0
            && !observed
                .Entries.IntersectBy(known.Creators, static e => e.Creator, StringComparer.Ordinal)
                .Any(e => known.Privileges!.Any(e.Privileges.Contains))
        )
        {
            return null;
        }

        return known with
        {
            Creators = [.. known.Creators.Where(held.Contains), .. renamed],
            Granted = [.. ownership.Own.Where(item => IsLive(item, known, observed))],
            UncoveredCreators = StillUncovered(known, observed),
        };
    }

    public static IEnumerable<Diagnostic> Verify(DefaultPrivileges desired, DefaultPrivilegesObservation observed, SqlPlan plan) =>
        from entry in observed.Entries.IntersectBy(desired.Creators, static e => e.Creator, StringComparer.Ordinal)
        let missing = desired.Privileges!.Except(entry.Privileges).ToList()
        where missing.Count > 0
        select new Diagnostic(
            PostgresDiagnostics.NotGranted,
            nameof(desired.Creators),
            $"{string.Join(", ", missing)} on future objects of {entry.Creator} was not granted."
        )
        {
            Fix =
                $"-- as {entry.Creator}:\n"
                + $"{Statements.DefaultGrant(entry.Creator, desired.Schema, missing, IsAboutSequences(desired), desired.Role)};",
            Kind = FailureKind.Failed,
        };

    public static IReadOnlyList<string> StillUncovered(DefaultPrivileges desired, DefaultPrivilegesObservation observed) =>
        [.. observed.Uncovered.Except(desired.Creators ?? [], StringComparer.Ordinal)];

    private static bool IsAboutSequences(DefaultPrivileges shape) => shape.On == DefaultPrivilegesTarget.Sequences;

    private static Owned Item(DefaultPrivileges shape, string privilege, string creator) =>
        Owned.OnFuture(privilege, IsAboutSequences(shape), SchemaOf(shape), creator, shape.Role);

    private static bool IsLive(Owned item, DefaultPrivileges shape, DefaultPrivilegesObservation? observed) =>
        observed is { Role: not null, SchemaExists: true }
        && item.Grantee == shape.Role
        && item.Schema == SchemaOf(shape)
        && observed.ByCreator.GetValueOrDefault(item.Holder!)?.Privileges.Contains(item.Privilege!) == true;

    private static void Settle(
        SqlPlan plan,
        SqlOwnership ownership,
        HashSet<Owned> wanted,
        IReadOnlyList<Owned> added,
        DefaultPrivileges shape,
        DefaultPrivilegesObservation? observed
    ) =>
        plan.Settle(
            ownership,
            wanted,
            added,
            item => IsLive(item, shape, observed),
            item =>
                observed!.ByCreator[item.Holder!] is { MayAlter: false } entry
                    ? MayNot(nameof(shape.Creators), entry, Revoke([item]).First(), observed.Server)
                    : null,
            Revoke
        );

    private static Diagnostic MayNot(string path, DefaultPrivilegeFacts entry, string statement, ServerFacts server)
    {
        var creator = entry.Creator;
        var lacks =
            entry.IsAdmin ? $"has ADMIN OPTION on {creator}, and does not inherit from it"
            : entry.IsMember ? $"is a member of {creator}, and does not inherit from it"
            : $"is no member of {creator}";
        return new(
            PostgresDiagnostics.NotAllowed,
            path,
            $"The connecting role {server.CurrentUser} {lacks}; only a member{(server.Version >= 160000 ? " that inherits" : "")} may say "
                + $"what {creator}'s future objects give to others."
        )
        {
            Fix =
                entry.IsAdmin ? $"{SqlRoles.Inherit(creator, server)}\n-- or in the program: {SqlRoles.LogIn(creator)}"
                : entry.IsMember ? SqlRoles.AsMember(creator, server)
                : SqlRoles.AsOwner(creator, statement),
            Kind = FailureKind.Failed,
        };
    }

    // The account has the creators by their object ids, and so under the names of today.
    private static string IfRenamed(string creator, DefaultPrivileges desired, SqlOwnership ownership) =>
        ownership.Own.Select(static i => i.Holder).OfType<string>().Distinct().Except(desired.Creators).ToList() is [var other]
            ? $"\n-- or, where somebody renamed it to {other}: {Statements.Rename("ROLE", other, creator)};\n"
                + $"-- or \"{other}\" in place of \"{creator}\" in the program"
            : "";

    private static IEnumerable<string> Revoke(IReadOnlyList<Owned> items) =>
        from item in items
        group item.Privilege by (item.Holder, item.Schema, item.Grantee, item.Kind) into g
        select Statements.DefaultRevoke(
            g.Key.Holder!,
            g.Key.Schema,
            g.OfType<string>(),
            g.Key.Kind == OwnedKind.OnFutureSequences,
            g.Key.Grantee!
        );

    private static string Create(string role) => $"CREATE ROLE {Identifier.Quote(role)};   -- or a neon:Role that this resource depends on";
}

using NeonFlow.Postgres;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres.DefaultPrivileges;

/// <summary>From the entries of pg_default_acl there are to those there should be.</summary>
internal static class DefaultPrivilegesPlan
{
    private const string For = " FOR ";

    public static SqlPlan To(DefaultPrivileges desired, DefaultPrivileges? current, DefaultPrivilegesObservation facts, PlanContext setting)
    {
        var plan = new SqlPlan();
        var looked = !ReferenceEquals(facts, DefaultPrivilegesObservation.Nothing);
        if (looked && facts.Role is null && !setting.RolesToBeCreated.Contains(desired.Role))
        {
            (setting.Preview ? plan.Warnings : plan.Failures).Add(UnknownRole("role", desired.Role, setting.Preview));
        }

        if (!facts.SchemaExists)
        {
            plan.Failures.Add(
                new Diagnostic(PostgresDiagnostics.UnknownSchema, "schema", $"The schema {desired.Schema} does not exist.")
                {
                    Fix = $"CREATE SCHEMA {Identifier.Quote(desired.Schema!)};",
                    Kind = FailureKind.NotFound,
                }
            );
            return plan;
        }

        var sequences = desired.On == DefaultPrivilegesTarget.Sequences;
        var entries = facts.Entries.ToDictionary(static e => e.Creator, StringComparer.Ordinal);
        var wanted = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < desired.Creators.Count; i++)
        {
            var creator = desired.Creators[i];
            wanted.UnionWith(desired.Privileges!.Select(p => p + For + creator));
            var entry = entries.GetValueOrDefault(creator);
            if (looked && entry is not { CreatorExists: true } && !setting.RolesToBeCreated.Contains(creator))
            {
                (setting.Preview ? plan.Warnings : plan.Failures).Add(
                    UnknownRole(PropertyPath.Element("creators", i), creator, setting.Preview)
                );
            }

            var missing = desired.Privileges!.Except(entry?.Privileges ?? []).ToList();
            if (missing.Count == 0)
            {
                continue;
            }

            var statement = Statements.DefaultGrant(creator, desired.Schema, missing, sequences, desired.Role);
            if (entry is { CreatorExists: true, MayAlter: false })
            {
                plan.Failures.Add(
                    new Diagnostic(
                        PostgresDiagnostics.NotAllowed,
                        PropertyPath.Element("creators", i),
                        $"The connecting role is no member of {creator}, and only a member may say what {creator}'s future objects give "
                            + "to others."
                    )
                    {
                        Fix = $"-- as {creator} or a superuser:\n{statement};",
                        Kind = FailureKind.Failed,
                    }
                );
                continue;
            }

            plan.Statements.Add(statement);
            plan.Added.AddRange(missing.Select(p => p + For + creator));
        }

        Revoke(current?.Granted ?? [], wanted, desired, facts, plan);
        if (StillUncovered(desired, facts) is { Count: > 0 } uncovered)
        {
            plan.Warnings.Add(
                new Diagnostic(
                    PostgresDiagnostics.UncoveredCreators,
                    "creators",
                    $"{string.Join(", ", uncovered)} also own{(uncovered.Count == 1 ? "s" : "")} {(sequences ? "sequences" : "tables")} "
                        + $"in schema {desired.Schema}; what they make next, {desired.Role} will not be able to read."
                )
                {
                    Fix = $"Creators = {{ {string.Join(", ", desired.Creators.Concat(uncovered).Select(static c => $"\"{c}\""))} }}",
                }
            );
        }

        if (plan.Failures.Count > 0)
        {
            plan.Statements.Clear();
        }

        return plan;
    }

    public static SqlPlan Delete(DefaultPrivileges state, DefaultPrivilegesObservation facts)
    {
        var plan = new SqlPlan();
        if (facts.Role is not null && facts.SchemaExists)
        {
            Revoke(state.Granted ?? [], [], state, facts, plan);
        }

        return plan;
    }

    public static DefaultPrivileges? ReadState(
        DefaultPrivileges known,
        DefaultPrivileges? account,
        DefaultPrivilegesObservation facts,
        bool import
    )
    {
        if (facts.Role is null || !facts.SchemaExists)
        {
            return null;
        }

        if (import)
        {
            if (facts.All.Count == 0)
            {
                return null;
            }

            IReadOnlyList<string> common =
            [
                .. facts
                    .All.Select(static e => e.Privileges.AsEnumerable())
                    .Aggregate(static (a, b) => a.Intersect(b))
                    .Order(StringComparer.Ordinal),
            ];
            var found = known with { Creators = [.. facts.All.Select(static e => e.Creator)], Privileges = common };
            return found with
            {
                Granted = [.. found.Creators.SelectMany(c => common.Select(p => p + For + c)).Order(StringComparer.Ordinal)],
                UncoveredCreators = StillUncovered(found, facts),
            };
        }

        var held = facts
            .Entries.Where(e => known.Privileges!.All(e.Privileges.Contains))
            .Select(static e => e.Creator)
            .ToHashSet(StringComparer.Ordinal);
        if (
            known.Creators.Count > 0
            && !facts.Entries.Any(e => known.Creators.Contains(e.Creator) && known.Privileges!.Any(e.Privileges.Contains))
        )
        {
            return null;
        }

        return known with
        {
            Creators = [.. known.Creators.Where(held.Contains)],
            Granted = [.. (account?.Granted ?? []).Where(item => Live(item, facts))],
            UncoveredCreators = StillUncovered(known, facts),
        };
    }

    public static IEnumerable<Diagnostic> Verify(DefaultPrivileges desired, DefaultPrivilegesObservation facts) =>
        from entry in facts.Entries
        where desired.Creators.Contains(entry.Creator)
        let missing = desired.Privileges!.Except(entry.Privileges).ToList()
        where missing.Count > 0
        select new Diagnostic(
            PostgresDiagnostics.NotGranted,
            "creators",
            $"{string.Join(", ", missing)} on future objects of {entry.Creator} was not granted."
        )
        {
            Fix =
                "-- as "
                + $"{entry.Creator}:\n{Statements.DefaultGrant(entry.Creator, desired.Schema, missing, desired.On == DefaultPrivilegesTarget.Sequences, desired.Role)};",
            Kind = FailureKind.Failed,
        };

    public static IReadOnlyList<string> StillUncovered(DefaultPrivileges desired, DefaultPrivilegesObservation facts) =>
        [.. facts.Uncovered.Select(static u => u.Creator).Except(desired.Creators ?? [], StringComparer.Ordinal)];

    /// <summary>What of an account another resource does not give; all of it where that is about another role, schema or kind.</summary>
    public static IReadOnlyList<string> Unwanted(IReadOnlyList<string> account, DefaultPrivileges about, DefaultPrivilegesIntent? other) =>
        other is null
        || other.Role != about.Role
        || other.Schema != about.Schema
        || other.IsSequences != (about.On == DefaultPrivilegesTarget.Sequences)
            ? account
            :
            [
                .. account.Where(item =>
                    Split(item) is var (privilege, creator) && !(other.Creators.Contains(creator) && other.Privileges.Contains(privilege))
                ),
            ];

    private static void Revoke(
        IReadOnlyList<string> granted,
        HashSet<string> wanted,
        DefaultPrivileges shape,
        DefaultPrivilegesObservation facts,
        SqlPlan plan
    )
    {
        var gone = granted.Where(item => !wanted.Contains(item)).ToList();
        plan.Removed.AddRange(gone);
        plan.Statements.AddRange(
            gone.Where(item => Live(item, facts))
                .Select(Split)
                .GroupBy(static i => i.Creator, static i => i.Privilege, StringComparer.Ordinal)
                .OrderBy(static g => g.Key, StringComparer.Ordinal)
                .Select(g => Statements.DefaultRevoke(g.Key, shape.Schema, g, shape.On == DefaultPrivilegesTarget.Sequences, shape.Role))
        );
    }

    private static bool Live(string item, DefaultPrivilegesObservation facts)
    {
        var (privilege, creator) = Split(item);
        return facts.All.Any(e => e.Creator == creator && e.Privileges.Contains(privilege));
    }

    private static (string Privilege, string Creator) Split(string item)
    {
        var at = item.IndexOf(For, StringComparison.Ordinal);
        return (item[..at], item[(at + For.Length)..]);
    }

    private static Diagnostic UnknownRole(string path, string role, bool preview) =>
        new(PostgresDiagnostics.UnknownRole, path, $"The role {role} does not exist{(preview ? " yet" : "")}.")
        {
            Fix = $"CREATE ROLE {Identifier.Quote(role)};   -- or a neon:Role that this resource depends on",
            Kind = FailureKind.NotFound,
        };
}

using NeonFlow.Postgres;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>What comes of names that somebody changed: an object of this program gets its name back, anything else is told.</summary>
/// <param name="Statements">What gives an object its name back, before everything else.</param>
/// <param name="Note">What people should know of that.</param>
/// <param name="Failures">Why it cannot be.</param>
internal sealed record SqlRename(IReadOnlyList<string> Statements, string? Note, IReadOnlyList<Diagnostic> Failures)
{
    /// <summary>Gives an object of this program the name back that the program has for it.</summary>
    /// <param name="now">What it is called.</param>
    /// <param name="wanted">What it is to be called.</param>
    /// <param name="found">The accounts of the database.</param>
    /// <param name="marks">The marks of the resource.</param>
    public static SqlRename Back(SqlSubject now, SqlSubject wanted, SqlAccounts found, MarkKeeper marks)
    {
        var (called, was, path, kind) = (Name(now), Name(wanted), Path(wanted), Kind(wanted));
        var fix = $"{path} = \"{called}\"   // the name that it has now";
        if (found.IdsOf(wanted) is [var taken] && !found.IdsOf(now).Contains(taken))
        {
            var mark = found.Living.TryGetValue(taken, out var holder) ? SqlAccounts.MarkOn(holder) : null;
            var who = mark is null ? "another one that this program did not make" : $"one that {marks.NameOf(mark)} made";
            return Refused(
                new Diagnostic(PostgresDiagnostics.NotOurs, path, $"The {kind} {was} was renamed to {called}, and {was} is {who}.")
                {
                    Fix = fix,
                    Kind = FailureKind.Conflict,
                }
            );
        }

        if (wanted.SchemaOfTable is { } schema && found.IdsOf(schema).Count == 0)
        {
            return Refused(
                SqlRoles.UnknownSchema(path, schema.Schema!, $"The {kind} {was} is {called} now, and {schema.Text} is gone.", fix)
            );
        }

        return new(
            [.. StatementsOf(now, wanted)],
            $"the {kind} {was} was renamed to {called}: it gets its name back, with all that is in it",
            []
        );
    }

    /// <summary>What the program names and is called otherwise by now; what others made keeps the name that it was given.</summary>
    /// <param name="was">As the program or the state names it.</param>
    /// <param name="now">As it is called.</param>
    /// <param name="program">What the program has there.</param>
    public static IEnumerable<Diagnostic> Told(SqlSubject was, SqlSubject now, IReadOnlyList<ProgramResource> program)
    {
        if (was.Table is { } table && now.Table is { } tableNow && table != tableNow)
        {
            yield return Told(
                "table",
                nameof(was.Table),
                table.ToString(),
                tableNow.ToString(),
                [],
                $"{nameof(was.Table)} = \"{tableNow}\""
            );
        }

        if (was.Publication is { } publication && now.Publication is { } publicationNow && publication != publicationNow)
        {
            var follow = $"{nameof(was.Publication)} = \"{publicationNow}\"";
            yield return Told("publication", nameof(was.Publication), publication, publicationNow, [], follow);
        }

        foreach (
            var (kind, path, old, name) in new[]
            {
                ("schema", nameof(was.Schema), was.Schema, now.Schema),
                ("role", nameof(was.Role), was.Role, now.Role),
                ("role", nameof(was.Member), was.Member, now.Member),
            }
        )
        {
            if (old is not null && name is not null && old != name)
            {
                // A role of the program would be made a second time under the new name.
                var isOwn = kind == "role" && program.Any(r => r.Makes(new ObjectRef(ObjectKind.Role, old)));
                var back = NeonFlow.Postgres.Statements.Rename(kind.ToUpperInvariant(), name, old);
                yield return Told(kind, path, old, name, [back], isOwn ? null : $"{path} = \"{name}\"");
            }
        }
    }

    /// <summary>A table or sequence that the program lists is called otherwise by now, or is in another schema.</summary>
    /// <param name="word">What it is: <c>TABLE</c>, <c>SEQUENCE</c>.</param>
    /// <param name="path">Where the program lists it.</param>
    /// <param name="was">As the program lists it.</param>
    /// <param name="now">As it is called.</param>
    public static Diagnostic Told(string word, string path, TableName was, TableName now)
    {
        // A list of a component has other places than the one that it hands on.
        var follow = $"{now} in place of {was}{(was.Schema == now.Schema ? "" : $", in a grant of the schema {now.Schema}")}";
        return Told(word.ToLowerInvariant(), path, was.ToString(), now.ToString(), StatementsOf(word, now, was), follow);
    }

    /// <summary>Whether anything in it is called otherwise.</summary>
    public static bool IsNew(SqlSubject was, SqlSubject now) => Told(was, now, []).Any();

    /// <summary>Puts it before everything else of a plan.</summary>
    public void Into(SqlPlan plan)
    {
        plan.Statements.AddRange(Statements);
        plan.Failures.AddRange(Failures);
        if (Note is not null)
        {
            plan.Notes.Add(Note);
        }
    }

    /// <summary>Nothing but the reasons why it cannot be.</summary>
    public static SqlRename Refused(params IReadOnlyList<Diagnostic> failures) => new([], null, failures);

    // Back is what gives the old name back, follow what the program says to go by the new one; null: it cannot.
    private static Diagnostic Told(string kind, string path, string was, string now, IEnumerable<string> back, string? follow)
    {
        var statements = string.Join('\n', back.Select(static s => $"{s};"));
        return new(PostgresDiagnostics.Renamed, path, $"The {kind} {was} is called {now} now.")
        {
            Fix =
                statements.Length == 0
                    ? $"{follow}   // in the program, or give it its name back"
                    : $"-- as a role that may rename the {kind}:\n{statements}"
                        + (follow is null ? "" : $"\n-- or in the program: {follow}"),
            Kind = FailureKind.Conflict,
        };
    }

    private static IEnumerable<string> StatementsOf(SqlSubject now, SqlSubject wanted)
    {
        if (wanted.Publication is { } publication)
        {
            yield return NeonFlow.Postgres.Statements.Rename("PUBLICATION", now.Publication!, publication);
        }

        if (wanted.Table is { } table && now.Table is { } there)
        {
            foreach (var statement in StatementsOf("TABLE", there, table))
            {
                yield return statement;
            }
        }
    }

    private static IEnumerable<string> StatementsOf(string word, TableName now, TableName wanted)
    {
        if (now.Schema != wanted.Schema)
        {
            yield return NeonFlow.Postgres.Statements.Move(word, now, wanted.Schema);
        }

        if (now.Name != wanted.Name)
        {
            yield return NeonFlow.Postgres.Statements.Rename(word, now with { Schema = wanted.Schema }, wanted.Name);
        }
    }

    private static string Name(SqlSubject subject) => subject.Publication ?? subject.Table.ToString()!;

    private static string Kind(SqlSubject subject) => subject.Publication is null ? "table" : "publication";

    private static string Path(SqlSubject subject) => subject.Publication is null ? nameof(SqlSubject.Table) : "Name";
}

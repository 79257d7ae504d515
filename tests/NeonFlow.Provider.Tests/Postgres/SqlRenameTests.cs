using NeonFlow.Postgres;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Resources.Postgres;
using NeonFlow.Provider.Upstreams;
using static NeonFlow.Provider.Tests.Postgres.Ownership;

namespace NeonFlow.Provider.Tests.Postgres;

/// <summary>What is said and done about names that somebody changed.</summary>
public sealed class SqlRenameTests
{
    private static readonly SqlSubject Wanted = new("public.marks") { Table = new TableName("public", "marks") };
    private static readonly SqlSubject Moved = new("old.m") { Table = new TableName("old", "m") };

    private static SqlRename Back(SqlSubject now, SqlSubject wanted, params (string Text, string Id)[] lines) =>
        SqlRename.Back(
            now,
            wanted,
            new(
                [],
                new Dictionary<string, LivingObject> { ["r9"] = new("r9", "marks", "public", Mark("WatermarksTable", "w").ToString()) },
                lines.ToDictionary(static l => l.Text, static l => $"{l.Text}\t#{l.Id}")
            ),
            Ownership.Marks
        );

    private static string[] Told(SqlSubject was, SqlSubject now, params IReadOnlyList<ProgramResource> program) =>
        [.. SqlRename.Told(was, now, program).Select(static d => $"{d.Path}: {d.Message} {d.Fix}")];

    [Fact]
    public void An_object_of_the_program_gets_its_name_and_its_schema_back()
    {
        var table = Back(Moved, Wanted, ("schema public", "n1"), ("old.m", "r1"));
        Assert.Equal(
            ["ALTER TABLE \"old\".\"m\" SET SCHEMA \"public\"", "ALTER TABLE \"public\".\"m\" RENAME TO \"marks\""],
            table.Statements
        );
        Assert.Equal("the table public.marks was renamed to old.m: it gets its name back, with all that is in it", table.Note);
        Assert.Empty(table.Failures);
        var publication = Back(new("p2") { Publication = "p2" }, new("p1") { Publication = "p1" });
        Assert.Equal(["ALTER PUBLICATION \"p2\" RENAME TO \"p1\""], publication.Statements);
        Assert.Equal("the publication p1 was renamed to p2: it gets its name back, with all that is in it", publication.Note);
        var plan = new SqlPlan();
        publication.Into(plan);
        Assert.Equal((publication.Statements[0], publication.Note), (plan.Statements.Single(), plan.Notes.Single()));
    }

    [Fact]
    public void A_name_that_another_object_has_by_now_is_not_taken_from_it()
    {
        var ours = Back(Moved, Wanted, ("public.marks", "r9"), ("old.m", "r1"));
        var failure = Assert.Single(ours.Failures);
        Assert.Equal(PostgresDiagnostics.NotOurs, failure.Code);
        Assert.Equal(
            "The table public.marks was renamed to old.m, and public.marks is one that WatermarksTable w of this program made.",
            failure.Message
        );
        Assert.Equal("Table = \"old.m\"   // the name that it has now", failure.Fix);
        Assert.Contains(
            "another one that this program did not make",
            Back(Moved, Wanted, ("public.marks", "r8")).Failures[0].Message,
            StringComparison.Ordinal
        );
        Assert.Empty(Back(Moved, Wanted, ("public.marks", "r9"), ("old.m", "r9"), ("schema public", "n1")).Failures);
        var plan = new SqlPlan();
        ours.Into(plan);
        Assert.Equal(ours.Failures, plan.Failures);
        Assert.Empty(plan.Notes);
        Assert.StartsWith(
            "Name = \"p2\"",
            Back(new("p2") { Publication = "p2" }, new("p1") { Publication = "p1" }, ("p1", "p7")).Failures[0].Fix,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_table_does_not_go_back_to_a_schema_that_is_gone()
    {
        var failure = Assert.Single(Back(Moved, Wanted, ("old.m", "r1")).Failures);
        Assert.Equal(PostgresDiagnostics.UnknownSchema, failure.Code);
        Assert.Equal(
            "The table public.marks is old.m now, and schema public is gone.",
            failure.Message.Replace(" called", "", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void What_others_made_is_told_under_its_new_name()
    {
        Assert.Equal(
            ["table: The table public.marks is called old.m now. Table = \"old.m\"   // in the program, or give it its name back"],
            Told(Wanted, Moved)
        );
        Assert.Equal(
            ["publication: The publication p1 is called p2 now. Publication = \"p2\"   // in the program, or give it its name back"],
            Told(new("x") { Publication = "p1" }, new("x") { Publication = "p2" })
        );
        Assert.Equal(
            [
                "schema: The schema a is called b now. -- as a role that may rename the schema:\nALTER SCHEMA \"b\" RENAME TO \"a\";\n"
                    + "-- or in the program: Schema = \"b\"",
                "role: The role c is called d now. -- as a role that may rename the role:\nALTER ROLE \"d\" RENAME TO \"c\";\n"
                    + "-- or in the program: Role = \"d\"",
                "member: The role e is called f now. -- as a role that may rename the role:\nALTER ROLE \"f\" RENAME TO \"e\";\n"
                    + "-- or in the program: Member = \"f\"",
            ],
            Told(
                new("x")
                {
                    Schema = "a",
                    Role = "c",
                    Member = "e",
                },
                new("x")
                {
                    Schema = "b",
                    Role = "d",
                    Member = "f",
                }
            )
        );
    }

    [Fact]
    public void A_name_that_is_the_same_or_unknown_is_not_told()
    {
        var all = new SqlSubject("x")
        {
            Schema = "a",
            Role = "c",
            Member = "e",
            Publication = "p",
            Table = new TableName("s", "t"),
        };
        Assert.Empty(Told(all, all));
        Assert.Empty(Told(all, new("x")));
        Assert.Empty(Told(new("x"), all));
        Assert.False(SqlRename.IsNew(all, all));
        Assert.True(SqlRename.IsNew(all, all with { Role = "d" }));
    }

    [Fact]
    public void A_role_of_the_program_is_only_given_its_name_back()
    {
        var role = new ProgramResource(Urn("Role", "r"), ProgramStage.Ready, "role") { MadeObjects = [new(ObjectKind.Role, "c")] };
        Assert.Equal(
            ["role: The role c is called d now. -- as a role that may rename the role:\nALTER ROLE \"d\" RENAME TO \"c\";"],
            Told(new("x") { Role = "c" }, new("x") { Role = "d" }, role)
        );
        Assert.Contains("in the program", Told(new("x") { Schema = "c" }, new("x") { Schema = "d" }, role)[0], StringComparison.Ordinal);
        Assert.Contains("in the program", Told(new("x") { Role = "e" }, new("x") { Role = "d" }, role)[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public", "ALTER SEQUENCE \"public\".\"b\" RENAME TO \"a\";\n-- or in the program: public.b in place of public.a")]
    [InlineData(
        "old",
        "ALTER SEQUENCE \"old\".\"b\" SET SCHEMA \"public\";\nALTER SEQUENCE \"public\".\"b\" RENAME TO \"a\";\n"
            + "-- or in the program: old.b in place of public.a, in a grant of the schema old"
    )]
    public void What_a_list_names_is_told_with_what_gives_it_its_name_back(string schema, string fix)
    {
        var told = SqlRename.Told("SEQUENCE", "sequences[0]", new("public", "a"), new(schema, "b"));
        Assert.Equal($"The sequence public.a is called {schema}.b now.", told.Message);
        Assert.Equal($"-- as a role that may rename the sequence:\n{fix}", told.Fix);
    }
}

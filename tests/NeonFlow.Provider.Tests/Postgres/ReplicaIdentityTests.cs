using NeonFlow.Provider.Schema;
using Npgsql;

namespace NeonFlow.Provider.Tests.Postgres;

public sealed class ReplicaIdentityTests(DatabaseFixture fixture)
{
    private const string Events = "CREATE TABLE public.events (code text NOT NULL, serial int NOT NULL, note text)";
    private const string Accounts = "select count(*) from pg_largeobject_metadata";

    private static Thing Identity(Database db, params (string Key, PropertyValue Value)[] inputs) =>
        db.New("ReplicaIdentity", [("table", "public.events"), .. inputs]);

    private static Thing ByIndex(Database db, string index) => Identity(db, ("identity", "index"), ("index", index));

    private static Task<string?> OfAsync(Database db, string table = "public.events") =>
        db.ScalarAsync<string>(
            $"""
            select c.relreplident::text || coalesce(' ' || (select i.indexrelid::regclass::text from pg_index i
              where i.indrelid = c.oid and i.indisreplident), '')
            from pg_class c where c.oid = '{table}'::regclass
            """
        );

    [Fact]
    public async Task The_whole_row_by_default_and_the_default_again_after_destroy()
    {
        var db = await fixture.DatabaseAsync(Events);
        var identity = Identity(db);
        var preview = await identity.PreviewAsync();
        Assert.Contains("ALTER TABLE ONLY \"public\".\"events\" REPLICA IDENTITY FULL;", preview.Plan, StringComparison.Ordinal);
        Assert.Null((await identity.UpAsync()).Error);
        Assert.Equal("f", await OfAsync(db));
        Assert.Equal(["REPLICA IDENTITY FULL OF TABLE public.events"], identity["held"]);
        Assert.Empty((await identity.PreviewAsync()).Changes);
        await db.ExecuteAsync("ALTER TABLE public.events REPLICA IDENTITY NOTHING");
        Assert.Equal(["Update identity"], (await identity.PreviewAsync()).Changes);
        Assert.Null((await identity.UpAsync()).Error);
        Assert.Equal("f", await OfAsync(db));
        Assert.Null((await identity.DestroyAsync()).Error);
        Assert.Equal("d", await OfAsync(db));
        Assert.Equal(0, await db.ScalarAsync<long>(Accounts));
    }

    [Fact]
    public async Task Destroy_sets_back_what_was_there_before_whatever_came_in_between()
    {
        var db = await fixture.DatabaseAsync(
            Events,
            "CREATE UNIQUE INDEX events_code ON public.events (code)",
            "CREATE UNIQUE INDEX \"Events serial\" ON public.events (serial)",
            "ALTER TABLE public.events REPLICA IDENTITY USING INDEX \"Events serial\""
        );
        var identity = Identity(db);
        Assert.Null((await identity.UpAsync()).Error);
        identity.With(("identity", "index"), ("index", "events_code"));
        Assert.Null((await identity.UpAsync()).Error);
        Assert.Equal("i events_code", await OfAsync(db));
        Assert.Null((await identity.DestroyAsync()).Error);
        Assert.Equal("i \"Events serial\"", await OfAsync(db));

        // What the index was is gone meanwhile: the default remains.
        identity = Identity(db);
        Assert.Null((await identity.UpAsync()).Error);
        await db.ExecuteAsync("DROP INDEX public.\"Events serial\"");
        Assert.Null((await identity.DestroyAsync()).Error);
        Assert.Equal("d", await OfAsync(db));
    }

    [Fact]
    public async Task What_is_as_it_was_before_has_nothing_to_be_set_back()
    {
        var db = await fixture.DatabaseAsync(
            Events,
            "CREATE UNIQUE INDEX events_code ON public.events (code)",
            "ALTER TABLE public.events REPLICA IDENTITY FULL"
        );
        var identity = ByIndex(db, "events_code");
        Assert.Null((await identity.UpAsync()).Error);
        identity.With(("identity", "full"), ("index", null));
        Assert.Null((await identity.UpAsync()).Error);
        Assert.Null((await identity.DestroyAsync()).Error);
        Assert.Equal("f", await OfAsync(db));
        Assert.Equal(0, await db.ScalarAsync<long>(Accounts));
    }

    [Fact]
    public async Task Of_two_stacks_the_last_one_sets_back_what_was_there_before_both()
    {
        var db = await fixture.DatabaseAsync(
            Events,
            "CREATE UNIQUE INDEX events_code ON public.events (code)",
            "ALTER TABLE public.events REPLICA IDENTITY USING INDEX events_code"
        );
        var (first, second) = (Identity(db), Identity(db).As("it", "prod"));
        Assert.Null((await first.UpAsync()).Error);
        Assert.Null((await second.UpAsync()).Error);
        Assert.Null((await first.DestroyAsync()).Error);
        Assert.Equal("f", await OfAsync(db));
        Assert.Empty((await second.PreviewAsync()).Changes);
        Assert.Null((await second.DestroyAsync()).Error);
        Assert.Equal("i events_code", await OfAsync(db));
        Assert.Equal(0, await db.ScalarAsync<long>(Accounts));
    }

    [Fact]
    public async Task A_partition_that_was_taken_out_keeps_its_identity_and_that_is_said()
    {
        var db = await fixture.DatabaseAsync(
            "CREATE TABLE public.events (id int, at date NOT NULL) PARTITION BY RANGE (at)",
            "CREATE TABLE public.old PARTITION OF public.events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')"
        );
        var identity = Identity(db);
        Assert.Null((await identity.UpAsync()).Error);
        await db.ExecuteAsync("ALTER TABLE public.events DETACH PARTITION public.old");
        var destroyed = await identity.DestroyAsync();
        Assert.Null(destroyed.Error);
        Assert.Contains("public.old stays: it is no partition of public.events any more", destroyed.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_somebody_else_set_is_nobodys_to_set_back()
    {
        var db = await fixture.DatabaseAsync(Events, "ALTER TABLE public.events REPLICA IDENTITY FULL");
        var identity = Identity(db);
        Assert.Null((await identity.UpAsync()).Error);
        Assert.Empty(identity["held"]);
        Assert.Null((await identity.DestroyAsync()).Error);
        Assert.Equal("f", await OfAsync(db));

        var changed = Identity(db, ("identity", "nothing"));
        Assert.Null((await changed.UpAsync()).Error);
        await db.ExecuteAsync("ALTER TABLE public.events REPLICA IDENTITY DEFAULT");
        Assert.Null((await changed.DestroyAsync()).Error);
        Assert.Equal("d", await OfAsync(db));
    }

    [Fact]
    public async Task Every_partition_has_it_and_one_that_comes_later_is_a_change()
    {
        var db = await fixture.DatabaseAsync(
            "CREATE TABLE public.events (id int NOT NULL, at date NOT NULL) PARTITION BY RANGE (at)",
            "CREATE UNIQUE INDEX events_key ON public.events (id, at)",
            "CREATE SCHEMA parts",
            "CREATE TABLE parts.a PARTITION OF public.events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
            "CREATE TABLE parts.b PARTITION OF public.events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01') PARTITION BY RANGE (at)",
            "CREATE TABLE parts.b1 PARTITION OF parts.b FOR VALUES FROM ('2027-01-01') TO ('2027-07-01')"
        );
        var identity = ByIndex(db, "events_key");
        Assert.Null((await identity.UpAsync()).Error);
        Assert.Equal("i parts.a_id_at_idx", await OfAsync(db, "parts.a"));
        Assert.Equal("i parts.b1_id_at_idx", await OfAsync(db, "parts.b1"));
        Assert.Empty((await identity.PreviewAsync()).Changes);

        await db.ExecuteAsync("CREATE TABLE parts.c PARTITION OF public.events FOR VALUES FROM ('2028-01-01') TO ('2029-01-01')");
        var preview = await identity.PreviewAsync();
        Assert.Contains("Update identity", preview.Changes);
        Assert.Contains("\"parts\".\"c\" REPLICA IDENTITY USING INDEX \"c_id_at_idx\";", preview.Plan, StringComparison.Ordinal);
        Assert.DoesNotContain("\"parts\".\"a\"", preview.Plan, StringComparison.Ordinal);
        Assert.Null((await identity.UpAsync()).Error);
        Assert.Null((await identity.DestroyAsync()).Error);
        Assert.Equal("d", await OfAsync(db, "parts.a"));
        Assert.Equal("d", await OfAsync(db, "parts.c"));
    }

    public static TheoryData<string, string> UnfitIndexes =>
        new()
        {
            { "CREATE INDEX it ON public.events (code)", "is not unique" },
            { "ALTER TABLE public.events ADD CONSTRAINT it UNIQUE (code) DEFERRABLE", "is deferrable" },
            { "CREATE UNIQUE INDEX it ON public.events (code) WHERE serial > 0", "is partial" },
            { "CREATE UNIQUE INDEX it ON public.events (lower(code))", "is on an expression" },
            { "CREATE UNIQUE INDEX it ON public.events (note)", "has a column that may be null" },
            { "CREATE TABLE public.other (id int PRIMARY KEY); CREATE UNIQUE INDEX it ON public.other (id)", "has no index it" },
        };

    [Theory]
    [MemberData(nameof(UnfitIndexes))]
    public async Task An_index_that_the_server_would_refuse_is_refused_in_preview(string sql, string reason)
    {
        var db = await fixture.DatabaseAsync(Events, "CREATE UNIQUE INDEX fit ON public.events (serial)", sql);
        var preview = await ByIndex(db, "it").PreviewAsync();
        Assert.Contains("NF3035 at index", preview.Error, StringComparison.Ordinal);
        Assert.Contains(reason, preview.Error, StringComparison.Ordinal);
        Assert.Contains("fix: Identity = ReplicaIdentityKind.Index, Index = \"fit\"", preview.Error, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PostgresException>(() => db.ExecuteAsync("ALTER TABLE public.events REPLICA IDENTITY USING INDEX it"));
        Assert.Null((await ByIndex(db, "fit").UpAsync()).Error);
    }

    [Fact]
    public async Task The_index_that_is_proposed_is_the_one_that_is_meant_or_the_one_in_force()
    {
        var db = await fixture.DatabaseAsync(
            Events,
            "CREATE UNIQUE INDEX a_first ON public.events (code)",
            "CREATE UNIQUE INDEX fit ON public.events (serial)"
        );
        var identity = ByIndex(db, "fit");
        Assert.Null((await identity.UpAsync()).Error);
        var other = (await identity.With(("index", "none")).PreviewAsync()).Error;
        Assert.Contains("fix: Identity = ReplicaIdentityKind.Index, Index = \"fit\"", other, StringComparison.Ordinal);
        var meant = (await ByIndex(db, "A_FIRST").PreviewAsync()).Error;
        Assert.Contains("fix: Identity = ReplicaIdentityKind.Index, Index = \"a_first\"", meant, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_index_that_holds_other_columns_beside_the_key_is_fit()
    {
        var db = await fixture.DatabaseAsync(Events, "CREATE UNIQUE INDEX it ON public.events (code) INCLUDE (note)");
        Assert.Null((await ByIndex(db, "it").UpAsync()).Error);
    }

    [Fact]
    public async Task An_identity_that_a_publication_does_not_take_is_refused_before_it_is_set()
    {
        var db = await fixture.DatabaseAsync(
            "CREATE TABLE public.events (id int PRIMARY KEY, code text NOT NULL, note text)",
            "CREATE UNIQUE INDEX events_code ON public.events (code)",
            "CREATE PUBLICATION narrow FOR TABLE public.events (id, note)"
        );
        foreach (var (inputs, reason) in new[] { (Identity(db), "FULL"), (ByIndex(db, "events_code"), "without code") })
        {
            var preview = await inputs.PreviewAsync();
            Assert.Contains("NF3008 at identity", preview.Error, StringComparison.Ordinal);
            Assert.Contains("the publication narrow publishes it", preview.Error, StringComparison.Ordinal);
            Assert.Contains(reason, preview.Error, StringComparison.Ordinal);
            Assert.Contains("NF3008", (await inputs.UpAsync()).Error, StringComparison.Ordinal);
            Assert.Equal("d", await OfAsync(db));
        }

        await db.ExecuteAsync("UPDATE public.events SET note = 'as before'");
        await db.ExecuteAsync(Assert.Single(PrintedFix.In((await Identity(db).PreviewAsync()).Error!)).Sql);
        Assert.Null((await Identity(db).PreviewAsync()).Error);
        var nothing = Identity(db, ("identity", "nothing"));
        Assert.Contains("fail with 55000", (await nothing.PreviewAsync()).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Destroy_leaves_what_a_publication_needs()
    {
        var db = await fixture.DatabaseAsync(Events, "INSERT INTO public.events VALUES ('a', 1)");
        var identity = Identity(db);
        Assert.Null((await identity.UpAsync()).Error);
        await db.ExecuteAsync("CREATE PUBLICATION pub FOR TABLE public.events");
        var destroyed = await identity.DestroyAsync();
        Assert.Null(destroyed.Error);
        Assert.Contains("REPLICA IDENTITY FULL OF TABLE public.events stays: it is published", destroyed.Text, StringComparison.Ordinal);
        await db.ExecuteAsync("UPDATE public.events SET serial = 2");
        Assert.Equal(0, await db.ScalarAsync<long>(Accounts));
    }

    [Fact]
    public async Task Two_stacks_may_want_the_same_and_not_two_things()
    {
        var db = await fixture.DatabaseAsync(Events, "CREATE UNIQUE INDEX events_code ON public.events (code)");
        var first = Identity(db);
        var second = Identity(db).As("it", "prod");
        Assert.Null((await first.UpAsync()).Error);
        Assert.Null((await second.UpAsync()).Error);
        var third = ByIndex(db, "events_code").As("it", "test");
        var refused = await third.PreviewAsync();
        Assert.Contains("has set the replica identity of public.events to FULL", refused.Error, StringComparison.Ordinal);
        Assert.Contains("fix: Identity = ReplicaIdentityKind.Full", refused.Error, StringComparison.Ordinal);

        var destroyed = await first.DestroyAsync();
        Assert.Null(destroyed.Error);
        Assert.Contains("of stack prod of project shop wants it too", destroyed.Text, StringComparison.Ordinal);
        Assert.Equal("f", await OfAsync(db));
        Assert.Null((await second.DestroyAsync()).Error);
        Assert.Equal("d", await OfAsync(db));
    }

    [Fact]
    public async Task Only_an_owner_may_and_is_told_in_preview()
    {
        var db = await fixture.DatabaseAsync(Events);
        var identity = Identity(db).With(("connection", db.ConnectionAs(db.Role, "capture-Pa55word")));
        var preview = await identity.PreviewAsync();
        Assert.Contains($"The connecting role {db.Role} does not own public.events", preview.Error, StringComparison.Ordinal);
        var fix = Assert.Single(PrintedFix.In(preview.Error!));
        await db.ExecuteAsync(fix.Sql);
        Assert.Equal("f", await OfAsync(db));
        Assert.Null((await identity.UpAsync()).Error);
    }

    [Fact]
    public async Task An_index_without_its_kind_and_a_kind_without_its_index_are_contradictions()
    {
        var db = await fixture.DatabaseAsync();
        Assert.Contains("index|NF", Assert.Single((await Identity(db, ("index", "it")).PreviewAsync()).Problems), StringComparison.Ordinal);
        Assert.Contains(
            "none is named",
            Assert.Single((await Identity(db, ("identity", "index")).PreviewAsync()).Problems),
            StringComparison.Ordinal
        );
        Assert.Contains("The table public.events does not exist", (await Identity(db).PreviewAsync()).Error, StringComparison.Ordinal);
        await db.ExecuteAsync("CREATE VIEW public.events AS SELECT 1 AS id");
        Assert.Contains("public.events is a view", (await Identity(db).PreviewAsync()).Error, StringComparison.Ordinal);
    }
}

namespace NeonFlow.Provider.Tests.Preflight;

internal static partial class Proofs
{
    private const string Publish = "GRANT SELECT ON public.odd TO {role}; ALTER PUBLICATION shop_pub ADD TABLE public.odd; ";

    private static readonly Action<Stage> BindsOdd = static s => s.Tables = ["public.odd"];

    private static IReadOnlyList<Proof> KeysAndNames =>
        [
            new("NF5038", "a range", OddKey("int4range", "[1,5)"))
            {
                Arrange = BindsOdd,
                Without = PassesThenDies(
                    "error performing backfill: error scanning table \"public.odd\": error encoding column \"part\" at index 1: error "
                        + "serializing FDB value: unencodable element at index 0"
                ),
            },
            new("NF5038", "a domain over a domain", $"CREATE DOMAIN public.span AS interval; {OddKey("public.span", "1 day")}")
            {
                Arrange = BindsOdd,
                Without = PassesThenDies("type pgtype.Interval)"),
            },
            new("NF5038", "an array", OddKey("text[]", "{a,b}"))
            {
                Arrange = BindsOdd,
                Without = PassesThenDies("type pgtype.Array[interface {}])"),
            },
            new(
                "NF5038",
                "while running",
                "ALTER TABLE public.odd ALTER COLUMN part DROP DEFAULT, ALTER COLUMN part TYPE time USING part::time, "
                    + "ALTER COLUMN part SET DEFAULT '10:00'"
            )
            {
                Running = true,
                Arrange = BindsOdd,
                Around = static async (s, _) =>
                {
                    await s.ExecuteAsync(OddKey("text", "10:00:00"));
                    return new MemoryStream();
                },
                Without = static async s =>
                {
                    await s.ExecuteAsync("INSERT INTO public.odd VALUES (3, '10:00', 'three')");
                    await s.EndsAsync(
                        "error decoding message: error encoding row key column \"part\" at index 1: error serializing FDB value: "
                            + "unencodable element at index 0 ({36000000000 true}, type pgtype.Time)"
                    );
                },
            },
            new("NF5039", "NaN, written later", OddKey("numeric(6,2)", "1.50"))
            {
                Weight = "warning",
                Arrange = BindsOdd,
                Without = StreamsUntil("INSERT INTO public.odd VALUES (3, 'NaN', 'three')", "NaN value in Numeric key"),
                With = static async s =>
                {
                    // The collection has numbers as text, and the comparison of rows does not.
                    await s.StreamsAsync();
                    await s.ExecuteAsync("INSERT INTO public.odd VALUES (4, 2.50, 'four')");
                    await s.SentinelAsync();
                },
            },
            new("NF5039", "NaN and both infinities, there already", OddKey("numeric", "1.50"))
            {
                Weight = "warning",
                Arrange = BindsOdd,
                Without = static async s =>
                {
                    await s.ExecuteAsync("INSERT INTO public.odd VALUES (3, 'NaN', 'a'), (3, 'infinity', 'b'), (3, '-infinity', 'c')");
                    await PassesThenDies("error encoding column \"part\" at index 1: runtime error: invalid memory address")(s);
                },
                With = static async s =>
                {
                    Assert.Equal(3, await s.ScalarAsync<long>("SELECT count(*) FROM public.odd WHERE id = 3 AND part > 1"));
                    await s.StreamsAsync();
                    await s.SentinelAsync();
                },
            },
            new("NF5039", "infinity, written later", OddKey("date", "2026-03-04"))
            {
                Weight = "warning",
                Arrange = BindsOdd,
                Without = StreamsUntil(
                    "INSERT INTO public.odd VALUES (3, '-infinity', 'three')",
                    "(-infinity, type pgtype.InfinityModifier)"
                ),
            },
            new("NF5039", "infinity, there already", OddKey("date", "2026-03-04"))
            {
                Weight = "warning",
                Arrange = BindsOdd,
                Without = static async s =>
                {
                    await s.ExecuteAsync("INSERT INTO public.odd VALUES (3, 'infinity', 'three')");
                    await PassesThenDies("(infinity, type pgtype.InfinityModifier)")(s);
                },
            },
            new("NF5039", "met by a capture that runs")
            {
                Running = true,
                Around = static async (s, _) =>
                {
                    await s.ExecuteAsync(OddKey("date", "2026-03-04"));
                    return new MemoryStream();
                },
                Arrange = BindsOdd,
                Without = static async s =>
                {
                    await s.ExecuteAsync("INSERT INTO public.odd VALUES (3, 'infinity', 'three')");
                    await s.EndsAsync("type pgtype.InfinityModifier");
                    await s.DiesAsync("type pgtype.InfinityModifier");
                    s.Known = static subject =>
                        subject with
                        {
                            Status = "ERROR",
                            Trouble =
                                "error decoding message: error encoding row key column \"part\" at index 1: type pgtype.InfinityModifier",
                        };
                },
            },
            new("NF5040", "of a number", OtherIdentity)
            {
                Arrange = BindsOdd,
                Without = StreamsUntil(
                    "DELETE FROM public.odd WHERE id = 2",
                    "error encoding row key column \"id\" at index 0: error parsing INT4 value \"\\x00\" for column \"id\": "
                        + "strconv.ParseInt: parsing \"\\x00\": invalid syntax"
                ),
            },
            new("NF5040", "of a running capture")
            {
                Running = true,
                Around = static async (s, _) =>
                {
                    await s.ExecuteAsync(OtherIdentity);
                    await s.ExecuteAsync("ALTER TABLE public.odd REPLICA IDENTITY DEFAULT");
                    return new MemoryStream();
                },
                Arrange = BindsOdd,
                Without = static async s =>
                {
                    await s.ExecuteAsync("ALTER TABLE public.odd REPLICA IDENTITY USING INDEX odd_code");
                    await s.ExecuteAsync("DELETE FROM public.odd WHERE id = 2");
                    await s.EndsAsync("error parsing INT4 value \"\\x00\" for column \"id\"");
                },
            },
            new(
                "NF5040",
                "in a partition",
                Parts
                    + "ALTER TABLE public.parts ALTER COLUMN v SET NOT NULL; CREATE UNIQUE INDEX part1_v ON public.part1 (v); "
                    + "ALTER TABLE public.part1 REPLICA IDENTITY USING INDEX part1_v"
            )
            {
                Arrange = BindsParts,
                Without = static async s =>
                {
                    await s.StreamsAsync();
                    await s.ExecuteAsync("DELETE FROM public.parts WHERE id = 1");
                    await s.EndsAsync("error parsing INT4 value \"\\x00\" for column \"id\"");
                },
            },
            new(
                "NF5040",
                "of a text",
                "CREATE TABLE public.odd (id text PRIMARY KEY, v text NOT NULL); CREATE UNIQUE INDEX odd_v ON public.odd (v); "
                    + "ALTER TABLE public.odd REPLICA IDENTITY USING INDEX odd_v; "
                    + Publish
                    + "INSERT INTO public.odd VALUES ('a', 'one'), ('b', 'two')"
            )
            {
                Arrange = BindsOdd,
                Without = PassesThenLoses("DELETE FROM public.odd WHERE v = 'one'", "public.odd"),
                With = static async s =>
                {
                    await s.StreamsAsync();
                    await s.ExecuteAsync("DELETE FROM public.odd WHERE v = 'two'; INSERT INTO public.odd VALUES ('c', 'three')");
                    await s.SameAsync();
                },
            },
            new(
                "NF5040",
                "and the key is deferrable",
                $"{OtherIdentity} ALTER TABLE public.odd DROP CONSTRAINT odd_pkey, ADD PRIMARY KEY (id) DEFERRABLE"
            )
            {
                Arrange = BindsOdd,
                Without = StreamsUntil("DELETE FROM public.odd WHERE id = 2", "error parsing INT4 value"),
            },
            new("NF5041", "of the table", $"{OddKey("text", "a")} ALTER TABLE public.odd RENAME TO \"o\"\"dd\"")
            {
                Arrange = static s => s.Tables = ["public.\"o\"\"dd\""],
                Without = Refused("cannot read from table"),
            },
            new(
                "NF5041",
                "of the schema",
                $"{OddKey("text", "a")} CREATE SCHEMA \"s\"\"\"\"\"; ALTER TABLE public.odd SET SCHEMA \"s\"\"\"\"\"; "
                    + "GRANT USAGE ON SCHEMA \"s\"\"\"\"\" TO {role}"
            )
            {
                Arrange = static s => s.Tables = ["\"s\"\"\"\"\".odd"],
                Without = Refused("cannot read from table"),
            },
            new("NF5043", "a table of the publication", Namesake)
            {
                Without = PassesThenLoses("INSERT INTO public.\"Orders\" VALUES (101, 'of the other table')"),
            },
            new(
                "NF5043",
                "in a publication of all tables",
                $"{Namesake}; DROP PUBLICATION shop_pub; CREATE PUBLICATION shop_pub FOR ALL TABLES"
            )
            {
                Without = PassesThenLoses("INSERT INTO public.\"Orders\" VALUES (101, 'of the other table')"),
            },
            new("NF5043", "while running")
            {
                Running = true,
                Without = GoesOnAndLoses($"{Namesake}; INSERT INTO public.\"Orders\" VALUES (101, 'of the other table')"),
            },
            new("NF5044", "a column", "ALTER TABLE public.orders ADD COLUMN flow_published_at timestamptz, ADD COLUMN published_at text")
            {
                Arrange = static s => s.Known = static subject => subject with { Discovers = true },
                Without = static async s => Assert.Equal(["public.items"], (await s.DiscoverAsync()).Keys),
                With = static async s =>
                {
                    Assert.Equal(["public.items", "public.orders"], (await s.DiscoverAsync()).Keys.Order());
                    await s.WorksAsync();
                },
            },
            new("NF5042", "a column", "ALTER TABLE public.orders ADD COLUMN _meta text, ADD COLUMN meta text")
            {
                Without = static async s =>
                {
                    Assert.Null(await s.ValidateAsync());
                    await s.StreamsAsync();
                    await s.SaysTwiceAsync("_meta");
                },
            },
        ];

    // A table whose key has a column of some type besides.
    private static string OddKey(string type, string value) =>
        $"CREATE TABLE public.odd (id int, part {type} DEFAULT '{value}', v text, PRIMARY KEY (id, part)); {Publish}"
        + "INSERT INTO public.odd (id, v) VALUES (1, 'one'), (2, 'two');";

    private const string Namesake =
        "CREATE TABLE public.\"Orders\" (id int PRIMARY KEY, v text); ALTER PUBLICATION shop_pub ADD TABLE public.\"Orders\"";

    private const string OtherIdentity =
        "CREATE TABLE public.odd (id int PRIMARY KEY, v text, code uuid NOT NULL DEFAULT gen_random_uuid()); CREATE UNIQUE INDEX odd_code "
        + "ON public.odd (code); ALTER TABLE public.odd REPLICA IDENTITY USING INDEX odd_code; "
        + Publish
        + "INSERT INTO public.odd (id, v) VALUES (1, 'one'), (2, 'two');";

    // It runs, and ends with the change.
    private static Func<Stage, Task> StreamsUntil(string change, string text) =>
        async s =>
        {
            Assert.Null(await s.ValidateAsync());
            await s.StreamsAsync();
            await s.ExecuteAsync(change);
            await s.EndsAsync(text);
        };
}

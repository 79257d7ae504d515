namespace NeonFlow.Provider.Tests.Preflight;

internal static partial class Proofs
{
    private static IReadOnlyList<Proof> KindsOfTables =>
        [
            new(
                "NF5026",
                "no key at all, and an id twice",
                "ALTER TABLE public.orders DROP CONSTRAINT orders_pkey, REPLICA IDENTITY FULL; INSERT INTO public.orders VALUES (2, 'two')"
            )
            {
                Without = Refused("has the fallback key, which can't be used for a backfill"),
            },
            new(
                "NF5026",
                "a partitioned table",
                "CREATE TABLE public.parts (id int, v text) PARTITION BY RANGE (id); CREATE TABLE public.part1 PARTITION OF public.parts "
                    + "FOR VALUES FROM (0) TO (100); INSERT INTO public.parts VALUES (1, 'one'); GRANT SELECT ON public.parts, "
                    + "public.part1 TO {role}; ALTER TABLE public.part1 REPLICA IDENTITY FULL; ALTER PUBLICATION shop_pub ADD TABLE "
                    + "public.parts"
            )
            {
                Arrange = BindsParts,
                Without = Refused("has the fallback key, which can't be used for a backfill"),
                With = BackfillsAsync,
            },
            new(
                "NF5026",
                "nullable columns",
                "CREATE TABLE public.odd (code int UNIQUE, v text); ALTER TABLE public.odd REPLICA IDENTITY FULL; "
                    + "GRANT SELECT ON public.odd TO {role}; "
                    + "ALTER PUBLICATION shop_pub ADD TABLE public.odd; INSERT INTO public.odd VALUES (null, 'a'), (null, 'b')"
            )
            {
                Arrange = static s => s.Tables = ["public.odd"],
                Without = Refused("has the fallback key, which can't be used for a backfill"),
                With = BackfillsAsync,
            },
            new(
                "NF5026",
                "a partial index",
                "CREATE TABLE public.odd (code int NOT NULL, v text); CREATE UNIQUE INDEX odd_code ON public.odd (code) WHERE code > 0; "
                    + "ALTER TABLE public.odd REPLICA IDENTITY FULL; GRANT SELECT ON public.odd TO {role}; ALTER PUBLICATION shop_pub ADD "
                    + "TABLE public.odd; INSERT INTO public.odd VALUES (-1, 'a'), (-1, 'b')"
            )
            {
                Arrange = static s => s.Tables = ["public.odd"],
                Without = PassesThenLoses(table: "public.odd"),
                With = BackfillsAsync,
            },
            new(
                "NF5027",
                "row filter",
                "ALTER PUBLICATION shop_pub SET TABLE public.items, public.flow_watermarks, public.orders WHERE (id < 100); INSERT INTO "
                    + "public.orders VALUES (500, 'far')"
            )
            {
                Weight = "warning",
                Without = PassesThenLoses("UPDATE public.orders SET v = 'x' WHERE id = 500"),
            },
            new("NF5028", "column list", "ALTER PUBLICATION shop_pub SET TABLE public.items, public.flow_watermarks, public.orders (id)")
            {
                Weight = "warning",
                Without = PassesThenLoses("UPDATE public.orders SET v = 'x' WHERE id = 1"),
            },
            new("NF5029", "virtual generated column", "ALTER TABLE public.orders ADD COLUMN w text GENERATED ALWAYS AS (v || '!') VIRTUAL")
            {
                Server = static servers => servers.OwnAsync([], ProofServers.Eighteen()),
                Weight = "warning",
                Without = PassesThenLoses("UPDATE public.orders SET v = 'x' WHERE id = 1"),
            },
            new("NF5030", "stored generated column", "ALTER TABLE public.orders ADD COLUMN w text GENERATED ALWAYS AS (v || '!') STORED")
            {
                Weight = "warning",
                Without = PassesThenLoses(),
            },
            new(
                "NF5031",
                "unlogged table",
                "CREATE UNLOGGED TABLE public.cart (id int PRIMARY KEY, v text); GRANT SELECT ON public.cart TO {role}"
            )
            {
                Arrange = static s => s.Tables = ["public.cart"],
                Without = Refused("table \"public.cart\" is not in publication shop_pub"),
            },
            new("NF5031", "view", "CREATE VIEW public.seen AS SELECT * FROM public.orders; GRANT SELECT ON public.seen TO {role}")
            {
                Arrange = static s => s.Tables = ["public.orders", "public.seen"],
                Without = Refused("table \"public.seen\" is not in publication shop_pub"),
            },
            new(
                "NF5031",
                "materialized view",
                "CREATE MATERIALIZED VIEW public.seen AS SELECT * FROM public.orders; GRANT SELECT ON public.seen TO {role}"
            )
            {
                Arrange = static s => s.Tables = ["public.orders", "public.seen"],
                Without = Refused("table \"public.seen\" is not in publication shop_pub"),
            },
            new(
                "NF5031",
                "foreign table",
                "CREATE FOREIGN DATA WRAPPER nowhere; CREATE SERVER away FOREIGN DATA WRAPPER nowhere; CREATE FOREIGN TABLE public.far (id "
                    + "int, v text) SERVER away; GRANT SELECT ON public.far TO {role}"
            )
            {
                Arrange = static s => s.Tables = ["public.orders", "public.far"],
                Without = static async s => Assert.NotNull(await s.ValidateAsync()),
            },
            new("NF5045", "attached with rows")
            {
                Running = true,
                Around = static async (s, _) =>
                {
                    await s.ExecuteAsync(Parts);
                    return new MemoryStream();
                },
                Arrange = BindsParts,
                Without = static async s =>
                {
                    await s.ExecuteAsync(
                        "CREATE TABLE public.part2 (LIKE public.parts INCLUDING ALL); INSERT INTO public.part2 VALUES (100001, 'two'), "
                            + "(100002, 'three'); GRANT SELECT ON public.part2 TO {role}"
                    );
                    await GoesOnAndLoses(
                        "ALTER TABLE public.parts ATTACH PARTITION public.part2 FOR VALUES FROM (100000) TO (200000)",
                        "public.parts"
                    )(s);
                },
            },
            new("NF5045", "in the transaction that made it, with the table above it")
            {
                Running = true,
                Around = static async (s, _) =>
                {
                    await s.ExecuteAsync(Parts);
                    return new MemoryStream();
                },
                Arrange = BindsParts,
                Without = GoesOnAndLoses(
                    "CREATE TABLE public.part2 (LIKE public.parts INCLUDING ALL) PARTITION BY RANGE (id); CREATE TABLE public.part2a "
                        + "PARTITION OF public.part2 DEFAULT; INSERT INTO public.part2 VALUES (100001, 'two'); GRANT SELECT ON "
                        + "public.part2, public.part2a TO {role}; ALTER TABLE public.parts ATTACH PARTITION public.part2 FOR VALUES FROM "
                        + "(100000) TO (200000)",
                    "public.parts"
                ),
            },
            new("NF5032", "partition", Parts)
            {
                Arrange = static s => s.Tables = ["public.part1"],
                Without = Refused("table \"public.part1\" is not in publication shop_pub"),
            },
        ];
}

namespace NeonFlow.Provider.Tests.Preflight;

internal static partial class Proofs
{
    private static IReadOnlyList<Proof> PublicationAndRights =>
        [
            new("NF3008", "no primary key", "ALTER TABLE public.orders DROP CONSTRAINT orders_pkey") { Without = RefusesUpdate },
            new(
                "NF3008",
                "deferrable primary key",
                "ALTER TABLE public.orders DROP CONSTRAINT orders_pkey, ADD CONSTRAINT \"The key\" PRIMARY KEY (id) DEFERRABLE"
            )
            {
                Without = RefusesUpdate,
            },
            new("NF3008", "replica identity nothing", "ALTER TABLE public.orders REPLICA IDENTITY NOTHING") { Without = RefusesUpdate },
            new("NF3019", "pooler")
            {
                Around = static (s, _) =>
                {
                    var pooler = Front.Pooler().Started();
                    s.Config["address"] = $"ep-cool-pooler.localhost:{pooler.Port}";
                    return Task.FromResult<IAsyncDisposable>(pooler);
                },
                Without = Refused("unsupported startup parameter"),
            },
            new("NF5060", "not on the address list")
            {
                Around = static (s, _) =>
                {
                    var front = Front.AddressList().Started();
                    s.Config["address"] = $"127.0.0.1:{front.Port}";
                    s.Addresses = new("quiet-lake-12345678", new() { Ips = ["198.51.100.7"] }, IsProtected: false)
                    {
                        DataPlane = "ops/dp/public/local-c1",
                        Blocks = ["203.0.113.17/32", "203.0.113.18/32"],
                    };
                    return Task.FromResult<IAsyncDisposable>(front);
                },
                Without = Refused("This IP address 203.0.113.17 is not allowed to connect"),
            },
            new("NF5003", "no SELECT on a table", "REVOKE SELECT ON public.orders FROM {role}")
            {
                Without = PassesThenDies("key column \"id\" not found in result columns"),
            },
            new(
                "NF5003",
                "SELECT on some columns",
                "REVOKE SELECT ON public.orders FROM {role}; GRANT SELECT (id) ON public.orders TO {role}"
            )
            {
                Without = PassesThenDies("key column \"id\" not found in result columns"),
            },
            new(
                "NF5003",
                "no USAGE on the schema",
                "CREATE SCHEMA inner_one; CREATE TABLE inner_one.t (id int PRIMARY KEY, v text); "
                    + "INSERT INTO inner_one.t VALUES (1, 'one'); "
                    + "GRANT SELECT ON inner_one.t TO {role}; ALTER PUBLICATION shop_pub ADD TABLE inner_one.t"
            )
            {
                Arrange = static s => s.Tables = ["inner_one.t"],
                Without = Refused("cannot read from table \"inner_one.t\""),
            },
            new("NF3024", "capitals", "ALTER PUBLICATION shop_pub RENAME TO \"Shop_Pub\"")
            {
                Arrange = static s => s.Advanced["publicationName"] = "Shop_Pub",
                Without = static async s =>
                {
                    Assert.Null(await s.ValidateAsync());
                    await s.StreamsAsync();
                    await s.ExecuteAsync("UPDATE public.items SET v = 'x'");
                    await s.EndsAsync("publication \"shop_pub\" does not exist (SQLSTATE 42704)");
                },
            },
            new("NF3024", "a space", "ALTER PUBLICATION shop_pub RENAME TO \"shop pub\"")
            {
                Arrange = static s => s.Advanced["publicationName"] = "shop pub",
                Without = PassesThenDies("invalid publication_names syntax (SQLSTATE 42602)"),
            },
            new("NF5005", "another plugin", "SELECT pg_create_logical_replication_slot('{slot}', 'test_decoding')")
            {
                Without = Taken("plugin = 'pgoutput'"),
                With = Left("SELECT pg_create_logical_replication_slot('{0}', 'test_decoding')"),
            },
            new("NF5005", "physical", "SELECT pg_create_physical_replication_slot('{slot}', true)")
            {
                Without = Taken("slot_type = 'logical'"),
                With = Left("SELECT pg_create_physical_replication_slot('{0}', true)"),
            },
            new("NF5005", "a leftover", "SELECT pg_create_logical_replication_slot('{slot}', 'pgoutput')")
            {
                Without = Taken("plugin = 'pgoutput'"),
                With = Left("SELECT pg_create_logical_replication_slot('{0}', 'pgoutput')"),
            },
            new("NF5005", "another database")
            {
                Around = static async (s, _) =>
                {
                    await s.Server.ExecuteAsync($"SELECT pg_create_logical_replication_slot('{s.Slot}', 'pgoutput')", "postgres");
                    return new MemoryStream();
                },
                Without = Refused("exists in database \"postgres\""),
            },
            new("NF5005", "another plugin under a cursor")
            {
                Running = true,
                Without = StoppedThen(static async s =>
                {
                    await s.ExecuteAsync("SELECT pg_drop_replication_slot('{slot}')");
                    await s.ExecuteAsync("SELECT pg_create_logical_replication_slot('{slot}', 'test_decoding')");
                    await PassesThenDies("option \"proto_version\" = \"1\" is unknown")(s);
                }),
            },
            new("NF5006", "never made", "DROP PUBLICATION shop_pub") { Without = Refused("publication \"shop_pub\" does not exist") },
            new("NF5006", "dropped while running", "DROP PUBLICATION shop_pub")
            {
                Running = true,
                Without = static async s =>
                {
                    await s.ExecuteAsync("UPDATE public.orders SET v = 'x' WHERE id = 1");
                    await s.EndsAsync("publication \"shop_pub\" does not exist (SQLSTATE 42704)");
                },
            },
            new("NF5007", "never added", "ALTER PUBLICATION shop_pub DROP TABLE public.orders")
            {
                Without = Refused("table \"public.orders\" is not in publication shop_pub"),
            },
            new("NF5007", "taken out while running", "ALTER PUBLICATION shop_pub DROP TABLE public.orders")
            {
                Running = true,
                Without = GoesOnAndLoses("UPDATE public.orders SET v = 'x' WHERE id = 1"),
            },
            new("NF5008", "inserts only", "ALTER PUBLICATION shop_pub SET (publish = 'insert')")
            {
                Running = true,
                Without = static s => s.HangsAsync(),
            },
            new("NF5008", "no deletes", "ALTER PUBLICATION shop_pub SET (publish = 'insert, update')")
            {
                Weight = "warning",
                Without = PassesThenLoses("DELETE FROM public.orders WHERE id = 2"),
            },
            new("NF5009", "no table", "DROP TABLE public.flow_watermarks") { Without = Refused("cannot write to the watermarks table") },
            new("NF5009", "no SELECT", "REVOKE SELECT ON public.flow_watermarks FROM {role}")
            {
                Without = Refused("cannot write to the watermarks table"),
            },
            new("NF5009", "row level security", "ALTER TABLE public.flow_watermarks ENABLE ROW LEVEL SECURITY")
            {
                Without = Refused("cannot write to the watermarks table"),
            },
            new("NF5009", "a read-only role", "ALTER ROLE {role} SET default_transaction_read_only = on")
            {
                Without = Refused("cannot write to the watermarks table"),
            },
            new(
                "NF5009",
                "a role that is read-only in the database",
                "ALTER ROLE {role} SET default_transaction_read_only = off; ALTER ROLE {role} IN DATABASE {database} SET "
                    + "default_transaction_read_only = on"
            )
            {
                Without = Refused("cannot write to the watermarks table"),
            },
            new(
                "NF5009",
                "no key, and a row twice",
                "ALTER TABLE public.flow_watermarks DROP CONSTRAINT flow_watermarks_pkey, ALTER COLUMN slot DROP NOT NULL; ALTER TABLE "
                    + "public.flow_watermarks REPLICA IDENTITY FULL; INSERT INTO public.flow_watermarks VALUES ('a'), ('a'), (null)"
            )
            {
                Without = Refused("cannot write to the watermarks table"),
            },
            new("NF5009", "a column it does not know", "ALTER TABLE public.flow_watermarks ADD COLUMN extra int NOT NULL")
            {
                Without = Refused("cannot write to the watermarks table"),
            },
            new(
                "NF5009",
                "unlogged",
                "ALTER PUBLICATION shop_pub DROP TABLE public.flow_watermarks; ALTER TABLE public.flow_watermarks SET UNLOGGED"
            )
            {
                Without = Refused("table \"public.flow_watermarks\" is not in publication shop_pub"),
            },
            new(
                "NF5009",
                "a rule",
                "CREATE TABLE public.marked (slot text); CREATE RULE \"Marks\" AS ON INSERT TO public.flow_watermarks DO ALSO INSERT INTO "
                    + "public.marked VALUES (NEW.slot)"
            )
            {
                Without = Refused("cannot write to the watermarks table"),
            },
            new(
                "NF5009",
                "a trigger and a constraint",
                "CREATE FUNCTION public.never() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END'; CREATE TRIGGER "
                    + "never BEFORE INSERT OR UPDATE ON public.flow_watermarks FOR EACH ROW EXECUTE FUNCTION public.never(); ALTER TABLE "
                    + "public.flow_watermarks ADD CHECK (length(watermark) < 5)"
            )
            {
                Weight = "warning",
                Without = Refused("cannot write to the watermarks table"),
            },
            new("NF5009", "revoked while running", "REVOKE UPDATE ON public.flow_watermarks FROM {role}")
            {
                Running = true,
                Arrange = static s => s.FencePeriod = TimeSpan.FromMilliseconds(200),
                Without = static async s =>
                {
                    await s.ExecuteAsync("INSERT INTO public.items VALUES (3, 'three')");
                    await s.EndsAsync("error upserting new watermark for slot");
                },
            },
            new("NF5010", "not published", "ALTER PUBLICATION shop_pub DROP TABLE public.flow_watermarks")
            {
                Without = Refused("table \"public.flow_watermarks\" is not in publication shop_pub"),
            },
            new(
                "NF5010",
                "published in part",
                "ALTER PUBLICATION shop_pub SET TABLE public.orders, public.items, public.flow_watermarks WHERE (slot = 'another')"
            )
            {
                Running = true,
                Without = static s => s.HangsAsync(),
            },
            new(
                "NF5010",
                "published in part, with its own watermarks",
                "ALTER PUBLICATION shop_pub SET TABLE public.orders, public.items, public.flow_watermarks WHERE (slot = '{slot}')"
            )
            {
                Weight = "warning",
                Without = BackfillsAsync,
            },
            new("NF5011", "no REPLICATION", "ALTER ROLE {role} NOREPLICATION") { Without = Refused("must have the REPLICATION role") },
            new("NF5012", "wal_level replica")
            {
                Server = static servers => servers.OwnAsync(new() { ["wal_level"] = "replica" }),
                Without = Refused("logical replication isn't enabled: current wal_level = \"replica\""),
            },
            new("NF5013", "no free slot", "SELECT pg_create_physical_replication_slot('other')")
            {
                Server = static servers => servers.OwnAsync(new() { ["max_replication_slots"] = "1" }),
                Without = PassesThenDies("does not exist (SQLSTATE 42704)"),
            },
            new("NF5014", "no free sender")
            {
                Server = static servers => servers.OwnAsync(new() { ["max_wal_senders"] = "1" }),
                Around = static async (s, servers) =>
                {
                    var other = s.Beside(await Stage.SetAsync(s.Server, servers.NextName()));
                    await other.StreamsAsync();
                    return new MemoryStream();
                },
                Without = PassesThenDies("exceeds max_wal_senders (currently 1) (SQLSTATE 53300)"),
            },
        ];
}

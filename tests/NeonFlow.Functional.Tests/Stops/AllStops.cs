using System.Text.Json.Nodes;
using NeonFlow.Functional.Tests.Random;
using NeonFlow.Harness;
using Npgsql;

namespace NeonFlow.Functional.Tests.Stops;

/// <summary>What can stop a capture, or make it lose changes.</summary>
internal static class AllStops
{
    private const string Table = "public.t1";

    // Sessions that are there keep the rights that they logged in with.
    private const string EndSessions = "; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'shop_capture'";

    /// <summary>Some of each kind, for the usual run.</summary>
    public static IReadOnlyList<Stop> Usual { get; } =
    [
        Stop.OfSql(
            "the role has lost REPLICATION",
            "ALTER ROLE shop_capture NOREPLICATION" + EndSessions,
            "ALTER ROLE shop_capture REPLICATION"
        ),
        Stop.OfSql("the table is out of the publication", $"ALTER PUBLICATION shop_pub DROP TABLE {Table}"),
        new("the slot was dropped", static shop => DropSlotAsync(shop, "")),
        new(
            "the capture was switched off",
            static shop => EditAsync(shop, static m => m["shards"] = new JsonObject { ["disable"] = true })
        ),
    ];

    public static IReadOnlyList<Stop> All { get; } =
    [
        .. Usual,
        Stop.OfSql("the role may not log in", "ALTER ROLE shop_capture NOLOGIN" + EndSessions, "ALTER ROLE shop_capture LOGIN"),
        Stop.OfSql("the role may not log in again", "ALTER ROLE shop_capture NOLOGIN", "ALTER ROLE shop_capture LOGIN"),
        Stop.OfSql(
            "the role has lost REPLICATION, and is still connected",
            "ALTER ROLE shop_capture NOREPLICATION",
            "ALTER ROLE shop_capture REPLICATION"
        ),
        Stop.OfSql("the role has another password, and is still connected", "ALTER ROLE shop_capture PASSWORD 'another'") with
        {
            // As the message says.
            Edit = static pipeline => pipeline with { Rotation = pipeline.Rotation + 1 },
        },
        Stop.OfSql("the role has another password", "ALTER ROLE shop_capture PASSWORD 'another'" + EndSessions) with
        {
            // As the message says.
            Edit = static pipeline => pipeline with { Rotation = pipeline.Rotation + 1 },
        },
        Stop.OfSql(
            "the role may have one connection",
            "ALTER ROLE shop_capture CONNECTION LIMIT 1" + EndSessions,
            "ALTER ROLE shop_capture CONNECTION LIMIT -1"
        ),
        Stop.OfSql(
            "the role may have no connection",
            "ALTER ROLE shop_capture CONNECTION LIMIT 0" + EndSessions,
            "ALTER ROLE shop_capture CONNECTION LIMIT -1"
        ),
        Stop.OfSql(
            "the role has expired",
            "ALTER ROLE shop_capture VALID UNTIL '2000-01-01'" + EndSessions,
            "ALTER ROLE shop_capture VALID UNTIL 'infinity'"
        ),
        Stop.OfSql("SELECT was revoked", $"REVOKE SELECT ON {Table} FROM shop_capture"),
        Stop.OfSql(
            "nobody may connect to the database",
            "REVOKE CONNECT ON DATABASE shop FROM PUBLIC" + EndSessions,
            "GRANT CONNECT ON DATABASE shop TO PUBLIC"
        ),
        Stop.OfSql("the publication was dropped", "DROP PUBLICATION shop_pub"),
        Stop.OfSql(
            "the publication was made again",
            $"DROP PUBLICATION shop_pub; INSERT INTO {Table} VALUES (90001, 0); CREATE PUBLICATION shop_pub FOR TABLE {Table}, public.t2, "
                + "public.shop_marks",
            "DROP PUBLICATION shop_pub"
        ),
        Stop.OfSql("the publication publishes inserts only", "ALTER PUBLICATION shop_pub SET (publish = 'insert')"),
        Stop.OfSql(
            "the publication filters rows",
            $"ALTER PUBLICATION shop_pub SET TABLE {Table} WHERE (id < 3), public.t2, public.shop_marks"
        ),
        Stop.OfSql(
            "the publication leaves out a column",
            $"ALTER PUBLICATION shop_pub SET TABLE {Table} (id), public.t2, public.shop_marks"
        ),
        new(
            "the slot was made again by hand",
            static shop => DropSlotAsync(shop, "; SELECT pg_create_logical_replication_slot('shop_slot', 'pgoutput')")
        )
        {
            Repair = static shop => DropSlotAsync(shop, ""),
        },
        Stop.OfSql(
            "the table was dropped",
            $"DROP TABLE {Table}",
            $"CREATE TABLE {Table} (id int PRIMARY KEY, v int NOT NULL); ALTER TABLE {Table} OWNER TO <owner>"
        ),
        Stop.OfSql("the table was renamed", $"ALTER TABLE {Table} RENAME TO t1_old", "ALTER TABLE public.t1_old RENAME TO t1"),
        Stop.OfSql(
            "the table was moved to another schema",
            $"CREATE SCHEMA attic; ALTER TABLE {Table} SET SCHEMA attic",
            "ALTER TABLE attic.t1 SET SCHEMA public; DROP SCHEMA attic"
        ),
        Stop.OfSql(
            "the table was made again",
            $"CREATE TABLE public.anew (LIKE {Table} INCLUDING ALL); DROP TABLE {Table}; ALTER TABLE public.anew RENAME TO t1; "
                + $"ALTER TABLE {Table} RENAME CONSTRAINT anew_pkey TO t1_pkey; "
                + $"ALTER TABLE {Table} OWNER TO <owner>"
        ),
        Stop.OfSql(
            "the table has no primary key",
            $"ALTER TABLE {Table} DROP CONSTRAINT t1_pkey",
            $"ALTER TABLE {Table} ADD CONSTRAINT t1_pkey PRIMARY KEY (id)"
        ),
        Stop.OfSql(
            "the table has another primary key",
            $"ALTER TABLE {Table} DROP CONSTRAINT IF EXISTS t1_pkey; ALTER TABLE {Table} ADD CONSTRAINT t1_pkey PRIMARY KEY (id, v)",
            $"ALTER TABLE {Table} DROP CONSTRAINT t1_pkey; ALTER TABLE {Table} ADD CONSTRAINT t1_pkey PRIMARY KEY (id)"
        ),
        Stop.OfSql(
            "row security hides the rows",
            $"ALTER TABLE {Table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {Table} FORCE ROW LEVEL SECURITY",
            $"ALTER TABLE {Table} NO FORCE ROW LEVEL SECURITY; ALTER TABLE {Table} DISABLE ROW LEVEL SECURITY"
        ),
        Stop.OfSql("the watermarks table was dropped", "DROP TABLE public.shop_marks"),
        Stop.OfSql("the watermarks cannot be written", "REVOKE ALL ON public.shop_marks FROM shop_capture"),
        Stop.OfSql("the watermarks are out of the publication", "ALTER PUBLICATION shop_pub DROP TABLE public.shop_marks"),
        new("a binding was switched off", static shop => EditAsync(shop, static m => m["bindings"]!.AsArray()[0]!["disable"] = true)),
        new("the capture was deleted", static shop => shop.Cloud.Estuary.DeleteAsync(ShopPipeline.CaptureName)),
        new(
            "the address list has lost the data plane",
            static shop =>
            {
                shop.Project.AllowedIps = [ShopAccidents.OthersAddress];
                return Task.CompletedTask;
            }
        ),
    ];

    private static Task EditAsync(ProjectCloud shop, Action<JsonObject> edit) =>
        shop.Cloud.Estuary.EditAsync(ShopPipeline.CaptureName, edit);

    // The connector holds its slot, and takes it again as soon as it is let go.
    private static async Task DropSlotAsync(ProjectCloud shop, string then)
    {
        while (true)
        {
            try
            {
                await shop.Project.Server.ExecuteAsync(
                    "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots; "
                        + $"SELECT pg_drop_replication_slot('shop_slot'){then}",
                    "shop"
                );
                return;
            }
            catch (PostgresException e) when (e.SqlState == "55006")
            {
                await Task.Delay(20);
            }
        }
    }
}

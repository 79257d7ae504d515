using System.Text.Json.Nodes;
using NeonFlow.Conformance.Tests;

namespace NeonFlow.Functional.Tests;

/// <summary>A name in a database that somebody changes by hand under a resource that goes by it.</summary>
/// <param name="Kind">The resource.</param>
/// <param name="What">What is renamed.</param>
internal sealed record Renaming(string Kind, string What)
{
    /// <summary>Both, for people.</summary>
    public string Name => $"{Kind}: {What}";

    /// <summary>The inputs of the resource, without its connection.</summary>
    public required JsonObject Inputs { get; init; }

    /// <summary>Gives the new name.</summary>
    public required string Do { get; init; }

    /// <summary>Gives the old name back.</summary>
    public required string Undo { get; init; }

    /// <summary>Makes another object that has the old name.</summary>
    public required string Foreign { get; init; }

    /// <summary>How many such objects there are.</summary>
    public required string CountForeign { get; init; }

    /// <summary>Takes it away.</summary>
    public required string DropForeign { get; init; }

    /// <summary>The new name, as messages show it.</summary>
    public required string NewName { get; init; }

    /// <summary>Inputs of a program that takes the new name; empty where the up gives the old one back.</summary>
    public JsonObject Follow { get; init; } = [];

    /// <summary>Whether the resource made the object, which gets its name back.</summary>
    public bool IsOwn => Follow.Count == 0;

    /// <summary>All of them; each room with each name that it goes by.</summary>
    public static IReadOnlyList<Renaming> All(World world)
    {
        var (reader, readers, moved) = (world.Name("reader"), world.Name("readers"), world.Name("moved"));
        var (orders, migrator) = (world.Name("pub"), world.Name("migrator"));
        var grant = Of(("role", reader), ("schema", "shop"), ("tables", Names("orders", "customers")));
        var future = Of(("role", reader), ("schema", "shop"), ("creators", Names(migrator)));
        var membership = Of(("role", readers), ("member", reader));
        var watermarks = Of(("role", reader), ("table", "shop.flow_watermarks"));
        var identity = Of(("table", "shop.orders"));
        return
        [
            new("Publication", "publication")
            {
                Inputs = Of(("name", orders), ("tables", Names("shop.orders"))),
                Do = $"ALTER PUBLICATION {orders} RENAME TO {moved}",
                Undo = $"ALTER PUBLICATION {moved} RENAME TO {orders}",
                Foreign = $"CREATE PUBLICATION {orders} FOR TABLE shop.items",
                CountForeign = $"SELECT count(*) FROM pg_publication_tables WHERE pubname = '{orders}' AND tablename = 'items'",
                DropForeign = $"DROP PUBLICATION {orders}",
                NewName = moved,
            },
            OfTable("WatermarksTable", watermarks, "flow_watermarks", "moved_watermarks"),
            OfTable("WatermarksTable", watermarks, "flow_watermarks", null),
            OfRole("WatermarksTable", "role", watermarks, reader, moved),
            OfTable("ReplicaIdentity", identity, "orders", "moved_orders") with
            {
                Follow = Of(("table", "shop.moved_orders")),
            },
            OfTable("ReplicaIdentity", identity, "orders", null) with
            {
                Follow = Of(("table", "public.orders")),
            },
            OfRole("RoleMembership", "role", membership, readers, moved),
            OfRole("RoleMembership", "member", membership, reader, moved),
            OfRole("DefaultPrivileges", "role", future, reader, moved),
            OfRole("DefaultPrivileges", "creators", future, migrator, moved) with
            {
                Follow = Of(("creators", Names(moved))),
            },
            OfSchema("DefaultPrivileges", future),
            OfRole("Grant", "role", grant, reader, moved),
            OfSchema("Grant", grant),
            OfTable("Grant", grant, "orders", null) with
            {
                Follow = Of(("tables", Names("customers"))),
                NewName = "shop.orders",
            },
        ];

        Renaming OfTable(string kind, JsonObject inputs, string table, string? to) =>
            new(kind, to is null ? "schema of the table" : "table")
            {
                Inputs = inputs,
                Do = $"ALTER TABLE shop.{table} {(to is null ? "SET SCHEMA public" : $"RENAME TO {to}")}",
                Undo = to is null ? $"ALTER TABLE public.{table} SET SCHEMA shop" : $"ALTER TABLE shop.{to} RENAME TO {table}",
                Foreign =
                    $"CREATE TABLE shop.{table} (slot text PRIMARY KEY, foreign_part text); "
                    + $"ALTER TABLE shop.{table} OWNER TO {world.Shared.OwnerRole}",
                CountForeign =
                    "SELECT count(*) FROM information_schema.columns WHERE column_name = 'foreign_part' AND table_schema = 'shop'",
                DropForeign = $"DROP TABLE shop.{table}",
                NewName = to is null ? $"public.{table}" : $"shop.{to}",
            };

        Renaming OfRole(string kind, string input, JsonObject inputs, string role, string to) =>
            new(kind, input)
            {
                Inputs = inputs,
                Do = $"ALTER ROLE {role} RENAME TO {to}",
                Undo = $"ALTER ROLE {to} RENAME TO {role}",
                Foreign = $"CREATE ROLE {role}",
                CountForeign = $"SELECT count(*) FROM pg_roles WHERE rolname = '{role}'",
                DropForeign = $"DROP ROLE {role}",
                NewName = to,
                Follow = Of((input, to)),
            };

        Renaming OfSchema(string kind, JsonObject inputs) =>
            new(kind, "schema")
            {
                Inputs = inputs,
                Do = "ALTER SCHEMA shop RENAME TO moved_shop",
                Undo = "ALTER SCHEMA moved_shop RENAME TO shop",
                Foreign = "CREATE SCHEMA shop",
                CountForeign = "SELECT count(*) FROM pg_namespace WHERE nspname = 'shop'",
                DropForeign = "DROP SCHEMA shop",
                NewName = "moved_shop",
                Follow = Of(("schema", "moved_shop")),
            };
    }

    private static JsonArray Names(params string[] names) => [.. names.Select(static n => (JsonNode)n)];

    private static JsonObject Of(params (string Name, JsonNode Value)[] inputs)
    {
        var all = new JsonObject();
        foreach (var (name, value) in inputs)
        {
            all[name] = value.DeepClone();
        }

        return all;
    }
}

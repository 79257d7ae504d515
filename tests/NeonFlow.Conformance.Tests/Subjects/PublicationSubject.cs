using System.Text.Json.Nodes;

namespace NeonFlow.Conformance.Tests.Subjects;

internal sealed class PublicationSubject(World world) : Subject(world)
{
    private string Name => World.Name("pub");

    public override JsonObject Inputs =>
        new()
        {
            ["connection"] = World.Connection,
            ["name"] = Name,
            ["tables"] = List("shop.orders", "shop.customers"),
            ["operations"] = List("insert", "update", "delete"),
            ["viaPartitionRoot"] = true,
            ["allTables"] = false,
        };

    public override JsonObject Changed =>
        new()
        {
            ["connection"] = World.Connection,
            ["name"] = Name,
            ["tables"] = List("shop.items", "shop.orders"),
            ["operations"] = List("insert", "update", "delete", "truncate"),
            ["viaPartitionRoot"] = false,
            ["allTables"] = false,
        };

    public override IReadOnlyDictionary<string, string> Unobserved =>
        new Dictionary<string, string> { ["generatedColumns"] = "servers before PostgreSQL 18 have no such option" };

    public override string ImportId => $"{World.DatabaseId}/{Name}";

    public override IReadOnlyCollection<string> OwnOutputs => ["oid"];

    public override Sources ReadsFrom => Sources.Postgres;

    public override IReadOnlyList<HandEdit> Edits =>
        [
            new("tables", "a table is taken out", () => World.SqlAsync($"ALTER PUBLICATION {Name} DROP TABLE shop.orders")),
            new("tables", "a table is put in", () => World.SqlAsync($"ALTER PUBLICATION {Name} ADD TABLE shop.items")),
            new(
                "tables",
                "a table gets a row filter",
                () => World.SqlAsync($"ALTER PUBLICATION {Name} SET TABLE shop.orders WHERE (id > 5), shop.customers")
            ),
            new(
                "tables",
                "a table gets a column list",
                () => World.SqlAsync($"ALTER PUBLICATION {Name} SET TABLE shop.orders (id), shop.customers")
            ),
            new(
                "operations",
                "deletes are not published any more",
                () => World.SqlAsync($"ALTER PUBLICATION {Name} SET (publish = 'insert, update')")
            ),
            new(
                "viaPartitionRoot",
                "changes come under the names of partitions",
                () => World.SqlAsync($"ALTER PUBLICATION {Name} SET (publish_via_partition_root = false)")
            ),
            new("schemas", "a schema is put in", () => World.AdminSqlAsync($"ALTER PUBLICATION {Name} ADD TABLES IN SCHEMA shop")),
            // Only a superuser can publish all tables, and only a superuser can take that back.
            new(
                "allTables",
                "all tables are published",
                () =>
                    // Without its comment it would be another publication.
                    World.AdminSqlAsync(
                        $"""
                        DO $$
                        DECLARE mark text := (SELECT obj_description(oid, 'pg_publication') FROM pg_publication WHERE pubname = '{Name}');
                        BEGIN
                          DROP PUBLICATION {Name};
                          CREATE PUBLICATION {Name} FOR ALL TABLES
                            WITH (publish = 'insert, update, delete', publish_via_partition_root = true);
                          EXECUTE format('COMMENT ON PUBLICATION {Name} IS %L', mark);
                        END $$
                        """
                    )
            )
            {
                IsRepairable = false,
            },
        ];

    public override Task VanishAsync() => World.SqlAsync($"DROP PUBLICATION {Name}");
}

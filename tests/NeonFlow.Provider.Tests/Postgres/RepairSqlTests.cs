using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Resources.Postgres;

namespace NeonFlow.Provider.Tests.Postgres;

/// <summary>The statements that are printed to repair what the preview finds.</summary>
public sealed class RepairSqlTests
{
    private static readonly TableName Marks = new("public", "marks");

    private static readonly WatermarksFacts Right = new(
        true,
        true,
        RelationKind.Table,
        "owner",
        true,
        [new("slot", "text", true, false), new("watermark", "text", false, false)],
        true,
        [],
        [],
        true,
        true,
        false,
        true,
        false
    );

    private static string Repair(WatermarksFacts there) => RepairSql.Watermarks(there, Marks, "CREATE;", "\nPUBLISH;", "UNLIST;\n");

    [Fact]
    public void A_publication_that_exists_is_renamed_and_one_that_does_not_is_named()
    {
        Assert.Equal("Name = \"shop_pub\"", RepairSql.PublicationName("Shop-Pub", "Name", exists: false));
        Assert.Equal(
            "ALTER PUBLICATION \"Shop-Pub\" RENAME TO \"shop_pub\";   -- before the capture's first start; one that has started needs a "
                + "backfill as well\n-- in the program: Name = \"shop_pub\"",
            RepairSql.PublicationName("Shop-Pub", "Name", exists: true)
        );
    }

    [Fact]
    public void A_watermarks_table_that_lacks_one_thing_gets_it_in_place()
    {
        Assert.Equal("ALTER TABLE \"public\".\"marks\" SET LOGGED;\nPUBLISH;", Repair(Right with { Unlogged = true }));
        Assert.Equal("ALTER TABLE \"public\".\"marks\" REPLICA IDENTITY FULL;\nPUBLISH;", Repair(Right));
        Assert.Equal(
            "ALTER TABLE \"public\".\"marks\" REPLICA IDENTITY DEFAULT;",
            Repair(Right with { HasPrimaryKey = true, Published = true })
        );
        Assert.Equal(
            "TRUNCATE \"public\".\"marks\";   -- no capture can have written here\n"
                + "ALTER TABLE \"public\".\"marks\" ADD PRIMARY KEY (slot);\nPUBLISH;",
            Repair(Right with { KeyOnSlot = false })
        );
    }

    [Fact]
    public void What_has_another_shape_makes_room()
    {
        Assert.Equal(
            "UNLIST;\nALTER TABLE \"public\".\"marks\" RENAME TO \"marks_old\";\nCREATE;\nPUBLISH;",
            Repair(Right with { KeyOnSlot = false, HasPrimaryKey = true })
        );
        Assert.Equal(
            "ALTER VIEW \"public\".\"marks\" RENAME TO \"marks_old\";\nCREATE;",
            RepairSql.Watermarks(Right with { Kind = RelationKind.View, Unlogged = true }, Marks, "CREATE;")
        );
    }

    [Fact]
    public void A_key_is_an_index_that_is_there_or_a_column_that_is_not()
    {
        Assert.Equal(
            "ALTER TABLE \"public\".\"marks\" ADD PRIMARY KEY USING INDEX \"i\", REPLICA IDENTITY DEFAULT;",
            RepairSql.KeySql(Marks, "i", "id", ", REPLICA IDENTITY DEFAULT")
        );
        Assert.Equal(
            "ALTER TABLE \"public\".\"marks\" ADD COLUMN \"id\" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY;",
            RepairSql.KeySql(Marks, null, "id")
        );
        Assert.Equal(
            "ALTER TABLE \"public\".\"marks\" ADD COLUMN \"id_2\" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, X;\n"
                + "-- or, where every row has an id of its own: ALTER TABLE \"public\".\"marks\" ADD PRIMARY KEY (\"id\"), X;",
            RepairSql.KeySql(Marks, null, "id_2", ", X")
        );
    }

    [Fact]
    public void A_partitioned_table_gets_no_key_whose_partition_key_nobody_knows()
    {
        var table = new TableFacts
        {
            Name = Marks,
            SchemaExists = true,
            Oid = 1,
            Kind = RelationKind.Table,
            Persistence = "p",
            Owner = "owner",
            MayAlter = true,
            RowSecurity = false,
            RowSecurityForced = false,
            Usage = true,
            Select = true,
            Listed = false,
            PrimaryKey = false,
            UniqueIndex = "i",
            Columns = ["id"],
            IdentityFaults = [],
            ReplicaIdentity = "d",
            Similar = [],
            EstimatedRows = 1,
        };
        Assert.Equal("ALTER TABLE \"public\".\"marks\" ADD PRIMARY KEY USING INDEX \"i\";", RepairSql.KeySql(table));
        Assert.Null(RepairSql.KeySql(table with { Kind = RelationKind.PartitionedTable }));
    }

    [Theory]
    [InlineData("id")]
    [InlineData("id", "code", "v")]
    [InlineData("id_2", "id")]
    [InlineData("id_3", "id", "id_2")]
    public void A_free_column_has_a_name_that_no_column_has(string free, params string[] columns) =>
        Assert.Equal(free, RepairSql.FreeColumn(columns));
}

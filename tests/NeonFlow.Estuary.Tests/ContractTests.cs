using System.Text.Json.Nodes;
using NeonFlow.Contracts;

namespace NeonFlow.Estuary.Tests;

/// <summary>What we stage, against the contract files of the reference folder.</summary>
public sealed class ContractTests
{
    [ContractFact(ContractFiles.SourcePostgresDiscovered)]
    public void Document_schemas_equal_those_that_the_connector_discovers()
    {
        var discovered = ContractFiles.Read(ContractFiles.SourcePostgresDiscovered);
        SourceColumn[] columns =
        [
            new("a", "int4", true),
            new("b", "varchar", false) { Length = 2000 },
            new("c", "float4", true),
            new("d", "varchar", false) { Length = 255 },
        ];
        AssertEqual(discovered["keyed"]!["discovered"]!, new("test", "simplediscovery_838908", columns, ["a"]), "");
        columns[0] = columns[0] with { NotNull = false };
        AssertEqual(discovered["keyless"]!["discovered"]!, new("test", "keylessdiscovery_729953", columns, []), SourcePostgres.WithoutKey);
    }

    private static void AssertEqual(JsonNode discovered, SourceTable table, string mode)
    {
        Assert.Equal(discovered["recommendedName"]!.GetValue<string>(), SourcePostgres.RecommendedName(table.Schema, table.Name));
        Assert.True(
            JsonNode.DeepEquals(discovered["resourceConfig"], SourcePostgres.Binding(table.Schema, table.Name, mode, "x").Resource)
        );
        Assert.True(JsonNode.DeepEquals(discovered["key"], SourcePostgres.Key(table)));
        var schema = SourcePostgres.DocumentSchema(table, historyMode: false);
        Assert.True(JsonNode.DeepEquals(discovered["documentSchema"], schema), $"{discovered["documentSchema"]}\n---\n{schema}");
    }
}

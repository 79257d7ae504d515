using System.Text.Json.Nodes;

namespace NeonFlow.Estuary.Tests;

/// <summary>What we stage, against the contract files of the reference folder.</summary>
public sealed class ContractTests
{
    [EstuaryContractFact("source-postgres.discovered.json")]
    public void Document_schemas_equal_those_that_the_connector_discovers()
    {
        var discovered = EstuaryContractFactAttribute.Read("source-postgres.discovered.json");
        SourceColumn[] columns = [new("a", "int4", true), new("b", "varchar", false) { Length = 2000 }, new("c", "float4", true), new("d", "varchar", false) { Length = 255 }];
        AssertEqual(discovered["keyed"]!["discovered"]!, new("test", "simplediscovery_838908", columns, ["a"]), "");
        columns[0] = columns[0] with { NotNull = false };
        AssertEqual(discovered["keyless"]!["discovered"]!, new("test", "keylessdiscovery_729953", columns, []), SourcePostgres.WithoutKey);
    }

    private static void AssertEqual(JsonNode discovered, SourceTable table, string mode)
    {
        Assert.Equal(discovered["recommendedName"]!.GetValue<string>(), SourcePostgres.RecommendedName(table.Schema, table.Name));
        Assert.True(JsonNode.DeepEquals(discovered["resourceConfig"], SourcePostgres.Binding(table.Schema, table.Name, mode, "x").Resource));
        Assert.True(JsonNode.DeepEquals(discovered["key"], SourcePostgres.Key(table)));
        var schema = SourcePostgres.DocumentSchema(table, historyMode: false);
        Assert.True(JsonNode.DeepEquals(discovered["documentSchema"], schema), $"{discovered["documentSchema"]}\n---\n{schema}");
    }
}

/// <summary>A test that needs an upstream contract file; skipped, by name, where the file is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EstuaryContractFactAttribute : FactAttribute
{
    public EstuaryContractFactAttribute(string file)
    {
        if (!File.Exists(PathOf(file)))
        {
            Skip = $"contract file estuary/{file} is not there (NEONFLOW_CONTRACTS)";
        }
    }

    public static JsonNode Read(string file) => JsonNode.Parse(File.ReadAllText(PathOf(file)))!;

    private static string PathOf(string file)
    {
        if (Environment.GetEnvironmentVariable("NEONFLOW_CONTRACTS") is { Length: > 0 } folder)
        {
            return Path.Combine(folder, "estuary", file);
        }

        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "NeonFlow.Pulumi.sln")))
        {
            root = root.Parent;
        }

        return Path.Combine(root?.Parent?.FullName ?? "/", "shared", "reference", "estuary", file);
    }
}

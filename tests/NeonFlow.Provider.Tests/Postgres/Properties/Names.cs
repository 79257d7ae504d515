using NeonFlow.Postgres;

namespace NeonFlow.Provider.Tests.Postgres.Properties;

/// <summary>The names of a generated case: of the kinds that quoting gets wrong.</summary>
/// <param name="Reader">The role that a program's resources are about.</param>
internal sealed record Names(string Reader)
{
    /// <summary>Schemas, by number.</summary>
    public static readonly IReadOnlyList<string> Schemas = ["shop", "Odd/Schema; DROP", "select"];

    /// <summary>Tables, by number.</summary>
    public static readonly IReadOnlyList<string> Tables =
    [
        "orders",
        "or\"\"der's",
        "user",
        "größe\t1",
        "a table whose name is as long as names get, which is 63 bytes.x",
        "$$;--",
    ];

    /// <summary>A role that has rights of its own, which nobody may touch.</summary>
    public string Other => $"other_{Reader}";

    /// <summary>A role that makes tables.</summary>
    public string Maker => $"maker_{Reader}";

    /// <summary>A role by its number: the reader, the other one.</summary>
    public string Grantee(int number) => number == 0 ? Reader : Other;

    public static TableName Table(GeneratedTable table) => new(Schemas[table.Schema], Tables[table.Name]);
}

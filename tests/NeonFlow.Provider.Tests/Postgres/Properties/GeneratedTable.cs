using NeonFlow.Postgres;

namespace NeonFlow.Provider.Tests.Postgres.Properties;

/// <summary>A table of a generated case.</summary>
internal sealed record GeneratedTable(int Schema, int Name, TableForm Form)
{
    public string Sql => Names.Table(this).Sql;

    public string Literal => $"'{Sql.Replace("'", "''", StringComparison.Ordinal)}'::regclass";

    /// <summary>The statements that make it.</summary>
    public string Create =>
        Form switch
        {
            TableForm.Keyed => $"CREATE TABLE {Sql} (id int PRIMARY KEY, v text);",
            TableForm.Keyless => $"CREATE TABLE {Sql} (v text);",
            TableForm.Indexed => $"CREATE TABLE {Sql} (id int NOT NULL UNIQUE, v text);",
            TableForm.Unlogged => $"CREATE UNLOGGED TABLE {Sql} (id int PRIMARY KEY);",
            TableForm.View => $"CREATE VIEW {Sql} AS SELECT 1 AS id;",
            _ => $"CREATE TABLE {Sql} (id int PRIMARY KEY, v text) PARTITION BY RANGE (id);"
                + $"CREATE TABLE {Part.Sql} PARTITION OF {Sql} FOR VALUES FROM (0) TO (10);",
        };

    public string Drop => $"DROP {(Form == TableForm.View ? "VIEW" : "TABLE")} {Sql} CASCADE;";

    public override string ToString() => $"{Form} {Sql}";

    private TableName Part => new(Names.Schemas[Schema], $"part {Name}");
}

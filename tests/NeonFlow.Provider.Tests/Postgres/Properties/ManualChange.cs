using NeonFlow.Postgres;

namespace NeonFlow.Provider.Tests.Postgres.Properties;

/// <summary>One thing that somebody does to a database by hand.</summary>
internal sealed record ManualChange(ManualChangeKind Kind, int Table, int Grantee, string Privilege)
{
    /// <summary>Privileges that are given and taken by hand.</summary>
    public static readonly IReadOnlyList<string> Privileges = ["SELECT", "INSERT", "UPDATE", "TRIGGER"];

    /// <summary>Whether it can be told from what a program gives: no privilege of the reader, which the program may have given.</summary>
    public bool MayBeLater =>
        Grantee != 0
        || Kind is not (ManualChangeKind.Grant or ManualChangeKind.GrantColumn or ManualChangeKind.Usage or ManualChangeKind.Future);

    public string Sql(IReadOnlyList<GeneratedTable> tables, Names names)
    {
        var table = tables[Table % tables.Count];
        var (grantee, schema) = (Identifier.Quote(names.Grantee(Grantee)), Identifier.Quote(Names.Schemas[table.Schema]));
        var defaults = $"ALTER DEFAULT PRIVILEGES FOR ROLE {Identifier.Quote(names.Maker)} IN SCHEMA {schema}";
        return Kind switch
        {
            ManualChangeKind.Grant => $"GRANT {Privilege} ON {table.Sql} TO {grantee};",
            ManualChangeKind.Revoke => $"REVOKE {Privilege} ON {table.Sql} FROM {grantee};",
            ManualChangeKind.GrantColumn when table.Form is TableForm.Keyed or TableForm.Partitioned =>
                $"GRANT {(Privilege == "TRIGGER" ? "SELECT" : Privilege)} (id) ON {table.Sql} TO {grantee};",
            ManualChangeKind.Usage => $"GRANT USAGE ON SCHEMA {schema} TO {grantee};",
            ManualChangeKind.NoUsage => $"REVOKE USAGE ON SCHEMA {schema} FROM {grantee};",
            ManualChangeKind.Future => $"{defaults} GRANT {Privilege} ON TABLES TO {grantee};",
            ManualChangeKind.NoFuture => $"{defaults} REVOKE {Privilege} ON TABLES FROM {grantee};",
            ManualChangeKind.MakeAnew => table.Drop + table.Create,
            ManualChangeKind.AddTable => $"CREATE TABLE IF NOT EXISTS {schema}.\"new {Table}\" (id int PRIMARY KEY);",
            _ => "",
        };
    }
}

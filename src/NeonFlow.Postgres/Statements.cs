namespace NeonFlow.Postgres;

/// <summary>The statements this library writes. Keywords are closed words; names are always quoted.</summary>
public static class Statements
{
    /// <summary>GRANT or REVOKE of privileges on tables.</summary>
    public static string Grant(IEnumerable<string> privileges, IEnumerable<TableName> tables, string role, string kind = "TABLE") =>
        $"GRANT {Words(privileges)} ON {kind} {string.Join(", ", tables.Select(t => t.Sql))} TO {Identifier.Quote(role)}";

    /// <summary>REVOKE of privileges on tables.</summary>
    public static string Revoke(IEnumerable<string> privileges, IEnumerable<TableName> tables, string role, string kind = "TABLE") =>
        $"REVOKE {Words(privileges)} ON {kind} {string.Join(", ", tables.Select(t => t.Sql))} FROM {Identifier.Quote(role)}";

    /// <summary>GRANT on a schema.</summary>
    public static string GrantSchema(IEnumerable<string> privileges, string schema, string role) =>
        $"GRANT {Words(privileges)} ON SCHEMA {Identifier.Quote(schema)} TO {Identifier.Quote(role)}";

    /// <summary>REVOKE on a schema.</summary>
    public static string RevokeSchema(IEnumerable<string> privileges, string schema, string role) =>
        $"REVOKE {Words(privileges)} ON SCHEMA {Identifier.Quote(schema)} FROM {Identifier.Quote(role)}";

    /// <summary>GRANT of column privileges.</summary>
    public static string GrantColumns(string privilege, IEnumerable<string> columns, TableName table, string role) =>
        $"GRANT {Word(privilege)} ({string.Join(", ", columns.Select(Identifier.Quote))}) ON TABLE {table.Sql} TO {Identifier.Quote(role)}";

    /// <summary>ALTER DEFAULT PRIVILEGES that gives.</summary>
    public static string DefaultGrant(string creator, string? schema, IEnumerable<string> privileges, bool sequences, string role) =>
        $"ALTER DEFAULT PRIVILEGES FOR ROLE {Identifier.Quote(creator)}{In(schema)} GRANT {Words(privileges)} ON "
        + $"{(sequences ? "SEQUENCES" : "TABLES")} TO {Identifier.Quote(role)}";

    /// <summary>ALTER DEFAULT PRIVILEGES that takes away.</summary>
    public static string DefaultRevoke(string creator, string? schema, IEnumerable<string> privileges, bool sequences, string role) =>
        $"ALTER DEFAULT PRIVILEGES FOR ROLE {Identifier.Quote(creator)}{In(schema)} REVOKE {Words(privileges)} ON "
        + $"{(sequences ? "SEQUENCES" : "TABLES")} FROM {Identifier.Quote(role)}";

    /// <summary>GRANT of a membership, or of options of one.</summary>
    /// <param name="role">The role that is granted.</param>
    /// <param name="member">Who receives it.</param>
    /// <param name="options">ADMIN, INHERIT or SET, and whether each is given; until PostgreSQL 15 there is only one, ADMIN.</param>
    /// <param name="grantor">As whose grant it is recorded, where that is not the server's own choice.</param>
    public static string GrantRole(string role, string member, IReadOnlyList<(string Word, bool Value)> options, string? grantor = null)
    {
        var with = options switch
        {
            [] => "",
            [("ADMIN", true)] => " WITH ADMIN OPTION",
            _ => $" WITH {string.Join(", ", options.Select(static o => $"{Word(o.Word)} {(o.Value ? "TRUE" : "FALSE")}"))}",
        };
        return $"GRANT {Identifier.Quote(role)} TO {Identifier.Quote(member)}{with}{By(grantor)}";
    }

    /// <summary>REVOKE of a membership, or of one option of it; without CASCADE.</summary>
    public static string RevokeRole(string role, string member, string? option = null, string? grantor = null)
    {
        var what = option is null ? "" : $"{Word(option)} OPTION FOR ";
        return $"REVOKE {what}{Identifier.Quote(role)} FROM {Identifier.Quote(member)}{By(grantor)}";
    }

    /// <summary>ALTER TABLE that sets the replica identity of one table or partition.</summary>
    /// <param name="table">The table or partition.</param>
    /// <param name="kind">As <c>pg_class.relreplident</c> writes it.</param>
    /// <param name="index">The index, where it is one.</param>
    public static string SetIdentity(TableName table, char kind, string? index) =>
        $"ALTER TABLE ONLY {table.Sql} REPLICA IDENTITY "
        + kind switch
        {
            'f' => "FULL",
            'n' => "NOTHING",
            'i' => $"USING INDEX {Identifier.Quote(index!)}",
            _ => "DEFAULT",
        };

    /// <summary>DROP TABLE, without CASCADE.</summary>
    public static string DropTable(TableName table) => $"DROP TABLE {table.Sql}";

    /// <summary>CREATE PUBLICATION.</summary>
    public static string CreatePublication(
        string name,
        bool allTables,
        IReadOnlyList<PublishedTable> tables,
        IReadOnlyList<string> schemas,
        IEnumerable<string> operations,
        bool viaRoot,
        bool generatedColumns = false
    )
    {
        var members = new List<string>();
        if (schemas.Count > 0)
        {
            members.Add($"TABLES IN SCHEMA {string.Join(", ", schemas.Select(Identifier.Quote))}");
        }
        if (tables.Count > 0)
        {
            members.Add($"TABLE {string.Join(", ", tables.Select(t => t.Sql))}");
        }
        var target =
            allTables ? " FOR ALL TABLES"
            : members.Count == 0 ? ""
            : $" FOR {string.Join(", ", members)}";
        return $"CREATE PUBLICATION {Identifier.Quote(name)}{target} WITH (publish = {Operations(operations)}, publish_via_partition_root "
            + $"= {(viaRoot ? "true" : "false")}{(generatedColumns ? $", {Generated(true)}" : "")})";
    }

    /// <summary>ALTER PUBLICATION ... ADD TABLE.</summary>
    public static string AddTables(string name, IEnumerable<PublishedTable> tables) =>
        $"ALTER PUBLICATION {Identifier.Quote(name)} ADD TABLE {string.Join(", ", tables.Select(t => t.Sql))}";

    /// <summary>ALTER PUBLICATION ... DROP TABLE.</summary>
    public static string DropTables(string name, IEnumerable<TableName> tables) =>
        $"ALTER PUBLICATION {Identifier.Quote(name)} DROP TABLE {string.Join(", ", tables.Select(t => $"ONLY {t.Sql}"))}";

    /// <summary>ALTER PUBLICATION ... ADD or DROP TABLES IN SCHEMA.</summary>
    public static string AlterSchemas(string name, bool add, IEnumerable<string> schemas) =>
        $"ALTER PUBLICATION {Identifier.Quote(name)} {(add ? "ADD" : "DROP")} TABLES IN SCHEMA "
        + $"{string.Join(", ", schemas.Select(Identifier.Quote))}";

    /// <summary>ALTER PUBLICATION ... SET of options; null keeps one.</summary>
    public static string SetOptions(string name, IEnumerable<string>? operations, bool? viaRoot, bool? generatedColumns = null)
    {
        var options = new List<string>(2);
        if (operations is not null)
        {
            options.Add($"publish = {Operations(operations)}");
        }
        if (viaRoot is { } root)
        {
            options.Add($"publish_via_partition_root = {(root ? "true" : "false")}");
        }
        if (generatedColumns is { } generated)
        {
            options.Add(Generated(generated));
        }
        return $"ALTER PUBLICATION {Identifier.Quote(name)} SET ({string.Join(", ", options)})";
    }

    /// <summary>ALTER of a publication, role or schema, which are in no schema, that gives it another name.</summary>
    public static string Rename(string kind, string name, string to) =>
        $"ALTER {Word(kind)} {Identifier.Quote(name)} RENAME TO {Identifier.Quote(to)}";

    /// <summary>ALTER of a table or sequence that gives it another name.</summary>
    public static string Rename(string kind, TableName name, string to) =>
        $"ALTER {Word(kind)} {name.Sql} RENAME TO {Identifier.Quote(to)}";

    /// <summary>ALTER of a table or sequence that moves it into another schema.</summary>
    public static string Move(string kind, TableName name, string schema) =>
        $"ALTER {Word(kind)} {name.Sql} SET SCHEMA {Identifier.Quote(schema)}";

    /// <summary>DROP PUBLICATION.</summary>
    public static string DropPublication(string name) => $"DROP PUBLICATION {Identifier.Quote(name)}";

    private static string By(string? grantor) => grantor is null ? "" : $" GRANTED BY {Identifier.Quote(grantor)}";

    private static string Generated(bool stored) => $"publish_generated_columns = {(stored ? "stored" : "none")}";

    private static string In(string? schema) => schema is null ? "" : $" IN SCHEMA {Identifier.Quote(schema)}";

    private static string Operations(IEnumerable<string> operations) => Identifier.Literal(string.Join(", ", operations.Select(Word)));

    private static string Words(IEnumerable<string> words) => string.Join(", ", words.Select(Word));

    // These words go into statements unquoted: letters only, whatever came before.
    private static string Word(string word) =>
        word.Length > 0 && word.All(char.IsAsciiLetter) ? word : throw new ArgumentException($"'{word}' is no keyword.", nameof(word));
}

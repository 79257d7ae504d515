namespace NeonFlow.Postgres.Tests;

/// <summary>Tables of every kind and identity, and publications of them, from a seed.</summary>
internal sealed class IdentityCases(int seed, int major)
{
    private static readonly string[] Schemas = ["app", "parts", "Log 1"];

    private readonly Random _random = new(seed);
    private readonly List<TableName> _named = [];
    private int _count;

    /// <summary>Tables and partitions that hold rows.</summary>
    public List<TableName> Leaves { get; } = [];

    public IEnumerable<string> Setup()
    {
        yield return "CREATE FOREIGN DATA WRAPPER cold";
        yield return "CREATE SERVER cold FOREIGN DATA WRAPPER cold";
        foreach (var schema in Schemas)
        {
            yield return $"CREATE SCHEMA {Identifier.Quote(schema)}";
        }

        for (var i = 0; i < 28; i++)
        {
            var table = Next();
            _named.Add(table);
            Leaves.Add(table);
            yield return $"CREATE TABLE {table.Sql} {Columns()}";
            foreach (var statement in Identity(table))
            {
                yield return statement;
            }
        }

        var heir = Next();
        Leaves.Add(heir);
        yield return $"CREATE TABLE {heir.Sql} () INHERITS ({Leaves[0].Sql})";
        yield return $"CREATE UNLOGGED TABLE {Next().Sql} (id int, v text)";
        for (var i = 0; i < 6; i++)
        {
            var root = Next();
            _named.Add(root);
            yield return $"CREATE TABLE {root.Sql} {Columns()} PARTITION BY LIST (id)";
            if (i % 3 == 0)
            {
                yield return $"ALTER TABLE {root.Sql} ADD PRIMARY KEY (id){(i == 3 ? " DEFERRABLE" : "")}";
            }

            foreach (var statement in Partition(root, 1, hasKey: i % 3 == 0).Concat(Partition(root, 2, hasKey: i % 3 == 0)))
            {
                yield return statement;
            }

            var below = Next();
            _named.Add(below);
            yield return $"CREATE TABLE {below.Sql} PARTITION OF {root.Sql} FOR VALUES IN (3, 4) PARTITION BY LIST (id)";
            foreach (var statement in Partition(below, 3, hasKey: i % 3 == 0).Concat(Partition(below, 4, hasKey: i % 3 == 0)))
            {
                yield return statement;
            }

            yield return $"CREATE UNLOGGED TABLE {Next().Sql} PARTITION OF {root.Sql} FOR VALUES IN (5)";
            if (i % 3 != 0)
            {
                yield return $"CREATE FOREIGN TABLE {Next().Sql} PARTITION OF {root.Sql} FOR VALUES IN (6) SERVER cold";
            }
        }
    }

    /// <summary>A publication, some of which PostgreSQL refuses to make.</summary>
    public string Publication(string name, out IReadOnlyList<TableName> tables, out IReadOnlyList<string>? schemas, out bool whole)
    {
        var members = new List<string>();
        var chosen = new List<TableName>();
        var isWhole = true;
        var all = _random.Next(6) == 0;
        schemas = all ? null : [];
        if (!all)
        {
            schemas = major >= 15 && _random.Next(2) == 0 ? [.. Schemas.Where(_ => _random.Next(2) == 0)] : [];
            members.AddRange(schemas.Select(static s => $"TABLES IN SCHEMA {Identifier.Quote(s)}"));
            foreach (var table in _named.Concat(Leaves).Distinct().Where(_ => _random.Next(members.Count == 0 ? 5 : 12) == 0))
            {
                var (columns, filter) = ("", "");
                if (major >= 15 && _random.Next(3) == 0)
                {
                    columns = schemas.Count > 0 ? "" : Pick("", " (id)", " (id, u)", " (id, u, v)");
                    filter = Pick("", " WHERE (id > 0)", " WHERE (v IS NOT NULL)", " WHERE (true)", " WHERE (u > 1 AND id > 1)");
                }

                isWhole &= columns.Length + filter.Length == 0;
                chosen.Add(table);
                // PostgreSQL 14 takes the word once.
                members.Add($"{(chosen.Count == 1 ? "TABLE " : "")}ONLY {table.Sql}{columns}{filter}");
            }
        }

        (tables, whole) = (chosen, isWhole);
        var target =
            all ? " FOR ALL TABLES"
            : members.Count == 0 ? ""
            : $" FOR {string.Join(", ", members)}";
        var generated = major >= 18 && _random.Next(2) == 0 ? ", publish_generated_columns = stored" : "";
        var operations = Pick("insert", "update", "delete, insert", "insert, update, delete");
        return $"CREATE PUBLICATION {name}{target} WITH (publish = '{operations}', "
            + $"publish_via_partition_root = {Pick("true", "false")}{generated})";
    }

    private IEnumerable<string> Partition(TableName root, int value, bool hasKey)
    {
        var leaf = Next();
        Leaves.Add(leaf);
        _named.Add(leaf);
        // One that is attached later has its columns in another order.
        if (_random.Next(2) == 0)
        {
            yield return $"CREATE TABLE {leaf.Sql} (LIKE {root.Sql} INCLUDING GENERATED)";
            yield return $"ALTER TABLE {root.Sql} ATTACH PARTITION {leaf.Sql} FOR VALUES IN ({value})";
        }
        else
        {
            yield return $"CREATE TABLE {leaf.Sql} PARTITION OF {root.Sql} FOR VALUES IN ({value})";
        }

        foreach (var statement in Identity(leaf, hasKey))
        {
            yield return statement;
        }
    }

    private IEnumerable<string> Identity(TableName table, bool hasKey = false)
    {
        var sql = table.Sql;
        var index = $"i{_count}";
        var inSchema = new TableName(table.Schema, index).Sql;
        return _random.Next(14) switch
        {
            0 when !hasKey => [$"ALTER TABLE {sql} ADD PRIMARY KEY (id)"],
            1 when !hasKey => [$"ALTER TABLE {sql} ADD PRIMARY KEY (id, u) DEFERRABLE"],
            2 => [$"ALTER TABLE ONLY {sql} REPLICA IDENTITY FULL"],
            3 => [$"ALTER TABLE ONLY {sql} REPLICA IDENTITY NOTHING"],
            4 => [$"CREATE UNIQUE INDEX {index} ON {sql} (u)", $"ALTER TABLE ONLY {sql} REPLICA IDENTITY USING INDEX {index}"],
            5 =>
            [
                $"CREATE UNIQUE INDEX {index} ON {sql} (u)",
                $"ALTER TABLE ONLY {sql} REPLICA IDENTITY USING INDEX {index}",
                $"DROP INDEX {inSchema}",
            ],
            6 =>
            [
                $"CREATE UNIQUE INDEX {index} ON {sql} (u, id)",
                $"ALTER TABLE ONLY {sql} REPLICA IDENTITY USING INDEX {index}",
                $"UPDATE pg_index SET indisvalid = false WHERE indexrelid = '{inSchema}'::regclass",
            ],
            7 => [$"CREATE UNIQUE INDEX {index} ON {sql} (id) WHERE u > 0", $"CREATE UNIQUE INDEX {index}n ON {sql} (v)"],
            8 when !hasKey => [$"ALTER TABLE {sql} ADD PRIMARY KEY (u, id)", $"ALTER TABLE ONLY {sql} REPLICA IDENTITY NOTHING"],
            9 when !hasKey => [$"ALTER TABLE {sql} ADD PRIMARY KEY (id) INCLUDE (v)"],
            10 => [$"ALTER TABLE {sql} ADD UNIQUE (u) DEFERRABLE"],
            11 when !hasKey =>
            [
                $"ALTER TABLE {sql} ADD PRIMARY KEY (id)",
                $"UPDATE pg_index SET indisvalid = false WHERE indrelid = '{sql}'::regclass AND indisprimary",
            ],
            12 when HasStored(sql) => [$"ALTER TABLE {sql} ALTER g SET NOT NULL", .. UseIndex(sql, index, "g")],
            _ => [],
        };
    }

    // Set by what the columns of the table are; the test asks the catalogue for none.
    private readonly HashSet<string> _stored = [];

    private bool HasStored(string sql) => _stored.Contains(sql);

    private static IEnumerable<string> UseIndex(string sql, string index, string column) =>
        [$"CREATE UNIQUE INDEX {index} ON {sql} ({column})", $"ALTER TABLE ONLY {sql} REPLICA IDENTITY USING INDEX {index}"];

    private string Columns()
    {
        var kind = _random.Next(4);
        return kind switch
        {
            0 => Remember("(id int NOT NULL, v text, u int NOT NULL, g int GENERATED ALWAYS AS (1) STORED)"),
            1 when major >= 18 => "(id int NOT NULL, v text, u int NOT NULL, g int GENERATED ALWAYS AS (1) VIRTUAL)",
            _ => "(id int NOT NULL, v text, u int NOT NULL)",
        };
    }

    private string Remember(string columns)
    {
        _stored.Add(_named[^1].Sql);
        return columns;
    }

    private TableName Next() => new(Schemas[_random.Next(Schemas.Length)], $"t{++_count}{Pick("", " x", "\"q", "T")}");

    private string Pick(params string[] from) => from[_random.Next(from.Length)];
}

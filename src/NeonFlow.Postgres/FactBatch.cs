using Npgsql;

namespace NeonFlow.Postgres;

/// <summary>One query for facts: text with $1.. parameters, and how a row is read.</summary>
/// <typeparam name="T">What a row becomes.</typeparam>
public sealed class FactQuery<T>
{
    /// <summary>Makes a query.</summary>
    public FactQuery(string sql, Func<NpgsqlDataReader, T> row, params object?[] parameters)
    {
        Sql = sql;
        Row = row;
        Parameters = parameters;
    }

    /// <summary>The text.</summary>
    public string Sql { get; }

    /// <summary>Reads one row.</summary>
    public Func<NpgsqlDataReader, T> Row { get; }

    /// <summary>Values of $1, $2, ...: string, string[], int, long, bool or null (typed by the server).</summary>
    public IReadOnlyList<object?> Parameters { get; }
}

/// <summary>The rows of one query of a batch, there once the batch was read.</summary>
/// <typeparam name="T">What a row is.</typeparam>
public sealed class FactRows<T>
{
    private List<T>? _rows;

    /// <summary>All rows.</summary>
    public IReadOnlyList<T> Rows => _rows ?? throw new InvalidOperationException("The batch was not read yet.");

    /// <summary>The only row, or null.</summary>
    public T? FirstOrDefault => Rows.Count == 0 ? default : Rows[0];

    internal void Fill(List<T> rows) => _rows = rows;
}

/// <summary>Queries that travel together: however many, one round trip.</summary>
public sealed class FactBatch
{
    internal List<(NpgsqlBatchCommand Command, Func<NpgsqlDataReader, CancellationToken, Task> Read)> Items { get; } = [];

    /// <summary>Adds a query.</summary>
    public FactRows<T> Add<T>(FactQuery<T> query)
    {
        var rows = new FactRows<T>();
        Items.Add((Command(query.Sql, query.Parameters), async (reader, ct) =>
        {
            var list = new List<T>();
            while (await reader.ReadAsync(ct))
            {
                list.Add(query.Row(reader));
            }
            rows.Fill(list);
        }));
        return rows;
    }

    internal static NpgsqlBatchCommand Command(string sql, IReadOnlyList<object?> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in parameters)
        {
            command.Parameters.Add(value switch
            {
                null => new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Unknown },
                string text => new NpgsqlParameter<string> { TypedValue = text, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text },
                string[] texts => new NpgsqlParameter<string[]> { TypedValue = texts, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Text },
                int number => new NpgsqlParameter<int> { TypedValue = number, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Integer },
                long number => new NpgsqlParameter<long> { TypedValue = number, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint },
                bool flag => new NpgsqlParameter<bool> { TypedValue = flag, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Boolean },
                _ => throw new ArgumentException($"A parameter of type {value.GetType()} is not supported.", nameof(parameters)),
            });
        }
        return command;
    }
}

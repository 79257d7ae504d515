using Npgsql;

namespace NeonFlow.Postgres;

/// <summary>Queries that travel together: however many, one round trip.</summary>
public sealed class FactBatch
{
    private readonly List<(Func<bool> When, Action<FactBatch?> Add)> _further = [];

    internal List<(NpgsqlBatchCommand Command, Func<NpgsqlDataReader, CancellationToken, Task> Read)> Items { get; } = [];

    /// <summary>Adds a query that is asked in a further round trip, if the rows of the others say so; else it has no rows.</summary>
    /// <param name="when">Whether it is asked; called once the other rows are there.</param>
    /// <param name="query">The query.</param>
    public FactRows<T> AddIf<T>(Func<bool> when, FactQuery<T> query)
    {
        var rows = new FactRows<T>();
        _further.Add(
            (
                when,
                batch =>
                {
                    if (batch is null)
                    {
                        rows.Fill([]);
                    }
                    else
                    {
                        batch.Add(query, rows);
                    }
                }
            )
        );
        return rows;
    }

    /// <summary>The queries of <see cref="AddIf"/> that are asked, once the others were read.</summary>
    internal FactBatch Further()
    {
        var next = new FactBatch();
        _further.ForEach(f => f.Add(f.When() ? next : null));
        return next;
    }

    /// <summary>Adds a query.</summary>
    public FactRows<T> Add<T>(FactQuery<T> query)
    {
        var rows = new FactRows<T>();
        Add(query, rows);
        return rows;
    }

    private void Add<T>(FactQuery<T> query, FactRows<T> rows) =>
        Items.Add(
            (
                Command(query.Sql, query.Parameters),
                async (reader, ct) =>
                {
                    var list = new List<T>();
                    while (await reader.ReadAsync(ct))
                    {
                        list.Add(query.Row(reader));
                    }
                    rows.Fill(list);
                }
            )
        );

    internal static NpgsqlBatchCommand Command(string sql, IReadOnlyList<object?> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in parameters)
        {
            command.Parameters.Add(
                value switch
                {
                    null => new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Unknown },
                    string text => new NpgsqlParameter<string> { TypedValue = text, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text },
                    string[] texts => new NpgsqlParameter<string[]>
                    {
                        TypedValue = texts,
                        NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Text,
                    },
                    int number => new NpgsqlParameter<int> { TypedValue = number, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Integer },
                    long number => new NpgsqlParameter<long> { TypedValue = number, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint },
                    bool flag => new NpgsqlParameter<bool> { TypedValue = flag, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Boolean },
                    _ => throw new ArgumentException($"A parameter of type {value.GetType()} is not supported.", nameof(parameters)),
                }
            );
        }
        return command;
    }
}

using Npgsql;

namespace NeonFlow.Postgres;

/// <summary>Queries that travel together: however many, one round trip.</summary>
public sealed class FactBatch
{
    private readonly List<Action<FactBatch>> _further = [];

    internal List<(NpgsqlBatchCommand Command, Func<NpgsqlDataReader, CancellationToken, Task> Read)> Items { get; } = [];

    /// <summary>Adds queries that the rows of the others ask for: they share one further round trip, if there are any.</summary>
    /// <param name="add">Adds them to the next batch; called once the rows of this one are there.</param>
    public void Then(Action<FactBatch> add) => _further.Add(add);

    /// <summary>Adds a query that is asked in a further round trip, if the rows of the others say so; else it has no rows.</summary>
    /// <param name="when">Whether it is asked; called once the other rows are there.</param>
    /// <param name="query">The query.</param>
    public FactRows<T> AddIf<T>(Func<bool> when, FactQuery<T> query)
    {
        var rows = new FactRows<T>();
        Then(next =>
        {
            if (when())
            {
                next.Add(query, rows);
            }
            else
            {
                rows.Fill([]);
            }
        });
        return rows;
    }

    /// <summary>What comes of <see cref="Then"/>, once this batch was read.</summary>
    internal FactBatch Further()
    {
        var next = new FactBatch();
        _further.ForEach(add => add(next));
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

using Npgsql;

namespace NeonFlow.Postgres;

/// <summary>Queries that travel together: however many, one round trip.</summary>
public sealed class FactBatch
{
    internal List<(NpgsqlBatchCommand Command, Func<NpgsqlDataReader, CancellationToken, Task> Read)> Items { get; } = [];

    /// <summary>Adds a query.</summary>
    public FactRows<T> Add<T>(FactQuery<T> query)
    {
        var rows = new FactRows<T>();
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
        return rows;
    }

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

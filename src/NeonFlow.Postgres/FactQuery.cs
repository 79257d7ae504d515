using System.Data.Common;

namespace NeonFlow.Postgres;

/// <summary>One query for facts: text with $1.. parameters, and how a row is read.</summary>
/// <typeparam name="T">What a row becomes.</typeparam>
public sealed class FactQuery<T>
{
    /// <summary>Makes a query.</summary>
    public FactQuery(string sql, Func<DbDataReader, T> row, params object?[] parameters)
    {
        Sql = sql;
        Row = row;
        Parameters = parameters;
    }

    /// <summary>The text.</summary>
    public string Sql { get; }

    /// <summary>Reads one row.</summary>
    public Func<DbDataReader, T> Row { get; }

    /// <summary>Values of $1, $2, ...: string, string[], int, long, bool or null (typed by the server).</summary>
    public IReadOnlyList<object?> Parameters { get; }
}

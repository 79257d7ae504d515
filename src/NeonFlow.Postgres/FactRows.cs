namespace NeonFlow.Postgres;

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

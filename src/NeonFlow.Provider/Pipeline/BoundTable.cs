using NeonFlow.Estuary;
using NeonFlow.Postgres;

namespace NeonFlow.Provider.Pipeline;

/// <summary>A table that the capture binds, and where the program says so.</summary>
/// <param name="Name">Schema and table.</param>
/// <param name="Path">Property path, for example <c>tables[2]</c>.</param>
public sealed record BoundTable(TableName Name, string Path)
{
    /// <summary>Backfill mode; empty: the automatic one.</summary>
    public string Mode { get; init; } = "";

    /// <summary>Collection that it goes into; empty where nobody looked.</summary>
    public string Collection { get; init; } = "";

    /// <summary>Key of that collection, as JSON pointers; null: it is made, or emptied, with the table's key of today.</summary>
    public IReadOnlyList<string>? CollectionKey { get; init; }

    /// <summary>Whether its collection tells documents apart by columns of the table, and not by their place in the log.</summary>
    public bool HasColumnKey =>
        CollectionKey is { } key ? !key.SequenceEqual(SourcePostgres.FallbackKey) : Mode != SourcePostgres.WithoutKey;

    /// <summary>Whether the capture that runs has it already.</summary>
    public bool IsCaptured { get; init; }

    /// <summary>Its binding, where that is in force and goes on, as <see cref="CaptureLoss.Bindings"/> has it; else null.</summary>
    public string? GoesOnAs { get; init; }

    /// <summary>Its binding in force, where it begins anew in a mode that captures no row again; else null.</summary>
    public string? UnhealedAs { get; init; }

    /// <summary>Whether capturing it again brings back no row: its mode takes only changes from then on.</summary>
    public bool HasOnlyChanges => Mode == SourcePostgres.OnlyChanges;

    /// <summary>What of the table is lost with changes that nobody saw: its binding in force, where that captures nothing again.</summary>
    public IReadOnlyList<string> Lost => (GoesOnAs ?? UnhealedAs) is { } binding ? [binding] : [];

    /// <summary>What its binding has captured, where that goes on; null where nobody looked.</summary>
    public CapturedTable? Captured { get; init; }
}

using NeonFlow.Postgres;

namespace NeonFlow.Provider.Pipeline;

/// <summary>What the capture is going to be, as far as the database is concerned.</summary>
public sealed record CaptureSubject
{
    /// <summary>Catalogue name, for people.</summary>
    public string Name { get; init; } = "";

    /// <summary>Host that the capture connects to; null where it is not known.</summary>
    public string? Host { get; init; }

    /// <summary>Role that the capture logs in as; empty where it is not known.</summary>
    public required string User { get; init; }

    /// <summary>Host that the capture in force connects to; null where there is none.</summary>
    public string? LiveHost { get; init; }

    /// <summary>Role that the capture in force logs in as; null where there is none.</summary>
    public string? LiveUser { get; init; }

    /// <summary>Publication that the capture in force reads; null where there is none.</summary>
    public string? LivePublication { get; init; }

    /// <summary>Slot that the capture in force streams from; null where there is none.</summary>
    public string? LiveSlot { get; init; }

    /// <summary>
    /// Whether no binding in force goes on: the connector then drops its slot, makes it anew and captures everything again.
    /// </summary>
    public bool StartsAnew { get; init; }

    /// <summary>Whether a stream that is in force goes on from another slot.</summary>
    public bool ChangesSlot => Exists && !StartsAnew && LiveSlot is not null && LiveSlot != Slot;

    /// <summary>Publication; empty where it is not known.</summary>
    public required string Publication { get; init; }

    /// <summary>Replication slot; empty where it is not known.</summary>
    public required string Slot { get; init; }

    /// <summary>Watermarks table; null in read-only mode.</summary>
    public TableName? WatermarksTable { get; init; }

    /// <summary>Bound tables.</summary>
    public IReadOnlyList<BoundTable> Tables { get; init; } = [];

    /// <summary>Whether the capture exists already, so that a slot of its name is its own.</summary>
    public bool Exists { get; init; }

    /// <summary>Whether Estuary discovers tables by itself.</summary>
    public bool Discovers { get; init; }

    /// <summary>Whether the database is on Neon.</summary>
    public bool IsNeon { get; init; }

    /// <summary>Whether the capture is a part of the component, so that people know its inputs by other names.</summary>
    public bool IsInComponent { get; init; }

    /// <summary>Where slot and publication stood when the capture was last published; null where nobody looked.</summary>
    public SlotPosition? Position { get; init; }

    /// <summary>Whether the capture is known to have streamed: because somebody says so, or by where its slot stood.</summary>
    public bool HasStreamed
    {
        get => field || (Position?.Confirmed ?? Position?.Restart) is not null;
        init;
    }

    /// <summary>Bindings in force, as <see cref="SlotPosition.Bindings"/> has them; a counter that was raised is another binding.</summary>
    public IReadOnlyList<string> Bindings { get; init; } = [];

    /// <summary>Bindings in force that go on.</summary>
    public IReadOnlyList<string> GoingOn { get; init; } = [];

    /// <summary>Tables, the server's own among them, whose mode brings back no row when they are captured again.</summary>
    public IReadOnlySet<string> OnlyChanges { get; init; } = new HashSet<string>();

    /// <summary>Bindings in force whose losses stay: they go on, or begin anew in a mode that captures no row again.</summary>
    public IReadOnlyList<string> Unhealed =>
        [.. GoingOn.Union(Bindings.Where(b => OnlyChanges.Contains(CaptureLoss.TableOf(b))), StringComparer.Ordinal)];

    /// <summary>Losses that were seen earlier and not healed when the capture was published last.</summary>
    public IReadOnlyList<CaptureLoss> Losses { get; init; } = [];

    /// <summary>What the program wants where changes are lost.</summary>
    public LossPolicy OnLoss { get; init; }

    /// <summary>
    /// Whether it is not known yet what the program says of lost changes, or what it captures again: that may be what puts them right.
    /// </summary>
    public bool IsLossOpen { get; init; }

    /// <summary>How Estuary says the capture does: OK, WARNING, ERROR, ...; null where it does not exist or was not asked for.</summary>
    public string? Status { get; init; }

    /// <summary>What connector and control plane said last about a capture that does not run.</summary>
    public string Trouble { get; init; } = "";

    /// <summary>
    /// The value of <c>Backfill</c> that captures everything again; null: it is not known how far the program has counted.
    /// </summary>
    public int? NextBackfill { get; init; } = 1;

    /// <summary>Property path of the tables.</summary>
    public string TablesPath { get; init; } = "";

    /// <summary>Property path of the host.</summary>
    public string HostPath { get; init; } = "";

    /// <summary>Property path of the role.</summary>
    public string UserPath { get; init; } = "";

    /// <summary>Property path of the publication.</summary>
    public string PublicationPath { get; init; } = "";

    /// <summary>Property path of the slot.</summary>
    public string SlotPath { get; init; } = "";

    /// <summary>Property path of the watermarks table.</summary>
    public string WatermarksPath { get; init; } = "";

    /// <summary>The same where some bindings are captured again from the start.</summary>
    /// <param name="bindings">Those bindings; none of a table that has only changes.</param>
    public CaptureSubject Without(IReadOnlyCollection<string> bindings)
    {
        var again = bindings.ToHashSet(StringComparer.Ordinal);
        IReadOnlyList<string> goingOn = [.. GoingOn.Except(again, StringComparer.Ordinal)];
        return this with
        {
            GoingOn = goingOn,
            StartsAnew = StartsAnew || (bindings.Count > 0 && goingOn.Count == 0),
            Tables = [.. Tables.Select(t => t.Lost.Any(again.Contains) ? t with { GoesOnAs = null, Captured = null } : t)],
        };
    }
}

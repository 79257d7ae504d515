using System.Diagnostics;
using NeonFlow.Provider.Contracts;

namespace NeonFlow.Provider.ProgramView;

/// <summary>
/// The program as the calls on its resources tell it. A program with several providers has a process for each, and every one of them learns
/// only of its own resources: what the others learn comes through an <see cref="IProgramExchange"/>.
/// </summary>
/// <param name="exchange">The other processes of the operation; null where there are none.</param>
public sealed class ProgramRecorder(IProgramExchange? exchange = null) : IProgramView, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Lock _others = new();
    private readonly Dictionary<string, ProgramEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _sameServer = new(StringComparer.Ordinal);
    private long _clock;

    /// <inheritdoc/>
    public string? UnavailableReason => exchange?.UnavailableReason;

    /// <summary>Records what a call of this process told; when it returns, every process of the operation can know it.</summary>
    public void Record(ProgramEvent learnt)
    {
        lock (_lock)
        {
            // One clock for all processes of the machine, and never the same time twice.
            _clock = Math.Max(_clock + 1, Stopwatch.GetTimestamp());
            learnt = learnt with { At = _clock };
            Apply(learnt);
            exchange?.Append(learnt);
        }
    }

    /// <summary>
    /// Says that a resource is made or changed now, so that it does not meet itself among what the program has done already.
    /// </summary>
    public void Start(string urn)
    {
        lock (_lock)
        {
            _entries.GetValueOrDefault(urn)?.Start();
        }
    }

    /// <summary>Reads what other processes have told; once per call of the engine is enough.</summary>
    public void ReadOthers()
    {
        if (exchange is null)
        {
            return;
        }
        // Who finds nothing new to read must not go on before another call has applied what it has read.
        lock (_others)
        {
            var told = exchange.ReadNew();
            lock (_lock)
            {
                foreach (var learnt in told)
                {
                    // A process of yesterday's configuration may have told of a resource that another one has registered since.
                    if (!_entries.TryGetValue(learnt.Urn, out var entry) || entry.Registered < learnt.At)
                    {
                        Apply(learnt);
                    }
                }
            }
        }
    }

    /// <inheritdoc/>
    public void SameServer(string? place, string? other)
    {
        if (place is null || other is null)
        {
            return;
        }
        lock (_lock)
        {
            if (Root(place) != Root(other))
            {
                Record(new(ProgramAct.SameServer, "") { Place = place, Other = other });
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> ProjectsOf(string place)
    {
        lock (_lock)
        {
            return ProjectsOfRoot(Root(place));
        }
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> NeonServers()
    {
        lock (_lock)
        {
            return
            [
                .. _entries
                    .Values.SelectMany(static e => e.News?.Places ?? [])
                    .OfType<string>()
                    .Where(Places.IsNeon)
                    .Select(Places.ServerOf)
                    .Distinct(StringComparer.Ordinal),
            ];
        }
    }

    /// <inheritdoc/>
    public Predecessor? Predecessor(string urn)
    {
        lock (_lock)
        {
            return
                _entries.TryGetValue(urn, out var entry)
                && entry.Olds is { } olds
                && (entry.LosesOld || entry is { IsNew: true, OldIsGone: true })
                ? new(olds.Shape, olds.Mark, entry is { LosesOld: true, OldGoesFirst: true }) { IsGone = !entry.LosesOld }
                : null;
        }
    }

    /// <inheritdoc/>
    public object? Successor(string urn)
    {
        lock (_lock)
        {
            return _entries.GetValueOrDefault(urn)?.News?.Shape;
        }
    }

    /// <summary>What was saved of a resource; null where nothing was, or is known.</summary>
    public DescribedShape? Saved(string urn)
    {
        lock (_lock)
        {
            return _entries.GetValueOrDefault(urn)?.Olds;
        }
    }

    /// <inheritdoc/>
    public bool IsRegistered(string urn)
    {
        lock (_lock)
        {
            return _entries.GetValueOrDefault(urn) is { Registered: > 0 };
        }
    }

    /// <inheritdoc/>
    public bool IsHeldByAnother(string mark, string urn)
    {
        lock (_lock)
        {
            // What was replaced is still there until its delete comes.
            return _entries.Any(e => e.Key != urn && (e.Value.Left?.Mark == mark || e.Value.Olds?.Mark == mark));
        }
    }

    /// <inheritdoc/>
    public bool IsGone(string mark)
    {
        lock (_lock)
        {
            return _entries.Values.Any(e => e.OldIsGone && e.Olds?.Mark == mark);
        }
    }

    /// <inheritdoc/>
    public string? MadeAs(string urn)
    {
        lock (_lock)
        {
            return _entries.GetValueOrDefault(urn)?.Left?.Mark;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<ProgramResource> At(string? place, string urn)
    {
        lock (_lock)
        {
            var now = _entries.TryGetValue(urn, out var asking) && asking.Registered > 0 ? asking.Registered : long.MaxValue;
            var found = new List<(long At, ProgramResource Resource)>();
            foreach (var (name, entry) in _entries)
            {
                if (entry.Olds is { } olds && (entry.LosesOld || entry.Registered == 0))
                {
                    Add(name, entry, olds, entry.LosesOld ? ProgramStage.Replaced : ProgramStage.NotRegistered);
                }
                if (entry.News is { } news && (name != urn || entry.Done > 0))
                {
                    Add(name, entry, news, StageOf(entry, name == urn ? long.MaxValue : now));
                }
            }
            return [.. found.OrderBy(static f => f.At).Select(static f => f.Resource)];

            void Add(string name, ProgramEntry entry, DescribedShape shape, ProgramStage stage)
            {
                if (Match(shape, place) is var (at, isInSameDatabase))
                {
                    var there = ReferenceEquals(shape, entry.News) ? entry.Left ?? entry.Olds : shape;
                    found.Add(
                        (
                            entry.Done > 0 ? entry.Done : entry.Registered,
                            new(name, stage, shape.Shape)
                            {
                                Unknown = shape.Unknown,
                                State = there?.Shape,
                                Mark = OwnershipMark.Of(name, there?.Mark),
                                Saved = entry.IsNew ? null : entry.Olds?.Shape,
                                IsDone = entry.Done > 0 && ReferenceEquals(shape, entry.News),
                                IsNew = entry.IsNew,
                                Place = at,
                                IsInSameDatabase = isInSameDatabase,
                                MadeObjects = shape.Makes,
                                UsedObjects = shape.Uses,
                            }
                        )
                    );
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => exchange?.Dispose();

    private static ProgramStage StageOf(ProgramEntry entry, long now) =>
        entry.Done > 0 && entry.Done < now ? ProgramStage.Ready
        : entry.Step == ProgramStep.Same ? ProgramStage.Same
        : ProgramStage.NotAwaited;

    private void Apply(ProgramEvent learnt)
    {
        if (learnt is { Act: ProgramAct.SameServer, Place: { } place, Other: { } other })
        {
            var (a, b) = (Root(place), Root(other));
            _sameServer.TryAdd(a, a);
            _sameServer.TryAdd(b, b);
            _sameServer[a] = b;
            return;
        }
        if (!_entries.TryGetValue(learnt.Urn, out var entry))
        {
            _entries[learnt.Urn] = entry = new ProgramEntry();
        }
        entry.Apply(learnt);
    }

    // The closest of the shape's places: its database before its server before its project. One that is unknown may be anywhere.
    private (string? Place, bool IsInSameDatabase)? Match(DescribedShape shape, string? place)
    {
        (string? Place, bool IsInSameDatabase)? match = null;
        foreach (var at in shape.Places)
        {
            if (at is null)
            {
                match ??= shape.Unknown.Any ? (null, true) : null;
            }
            else if (place is not null && IsOnServer(at, place))
            {
                var isSame = Places.DatabaseOf(at) is not { } database || Places.DatabaseOf(place) is not { } asked || database == asked;
                match = match is { IsInSameDatabase: true, Place: not null } ? match : (at, isSame);
            }
        }
        return match;
    }

    private bool IsOnServer(string at, string place) =>
        Places.IsProject(at) ? ProjectsOfRoot(Root(place)).Contains(at) : Root(at) == Root(place);

    private HashSet<string> ProjectsOfRoot(string root) =>
        [.. _sameServer.Keys.Append(root).Where(s => Places.IsNeon(s) && Root(s) == root).Select(Places.ProjectOf)];

    private string Root(string place)
    {
        var server = Places.ServerOf(place);
        while (_sameServer.TryGetValue(server, out var other) && other != server)
        {
            server = other;
        }
        return server;
    }
}

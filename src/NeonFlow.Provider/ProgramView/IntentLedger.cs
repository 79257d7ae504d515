using System.Diagnostics;

namespace NeonFlow.Provider.ProgramView;

/// <summary>
/// What the program is about to make, learnt from the calls on its resources: Check tells what a resource is going to be, Diff whether
/// anything about it changes and what a replacement takes
/// away, the end of Create and Update (previewed or real) that it is there. A program registers a resource only after everything that it
/// depends on is done, so whatever is done before a
/// resource's Check may be relied on, and what comes later is not waited for. A program with several providers has a process for each, and
/// every one of them learns only of its own resources: what the others learn comes
/// through an <see cref="IIntentExchange"/>.
/// </summary>
/// <param name="exchange">The other processes of the operation; null where there are none.</param>
public sealed class IntentLedger(IIntentExchange? exchange = null)
{
    private const string Neon = "neon:";

    /// <summary>Why other processes of the operation cannot be heard; null where they can, or where there are none.</summary>
    public string? Trouble => exchange?.Trouble;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _sameServer = new(StringComparer.Ordinal);
    private long _clock;

    /// <summary>The program registered a resource.</summary>
    /// <param name="urn">URN.</param>
    /// <param name="intents">What it is going to be.</param>
    /// <param name="isNew">Whether it is not in the state.</param>
    public void Declare(string urn, IReadOnlyList<Intent> intents, bool isNew) =>
        Note(new(IntentAct.Declare, urn) { Intents = intents, Flag = isNew });

    /// <summary>A resource of the state was compared with the program.</summary>
    /// <param name="urn">URN.</param>
    /// <param name="changes">Whether it will be changed or replaced.</param>
    /// <param name="leaving">What a replacement takes away.</param>
    public void Compare(string urn, bool changes, IReadOnlyList<Intent> leaving) =>
        Note(new(IntentAct.Compare, urn) { Intents = leaving, Flag = changes });

    /// <summary>A resource of the state was read before the program ran.</summary>
    public void See(string urn, IReadOnlyList<Intent> saved) => Note(new(IntentAct.See, urn) { Intents = saved });

    /// <summary>A resource was made or changed, or would be.</summary>
    public void Finish(string urn) => Note(new(IntentAct.Finish, urn));

    /// <summary>Two places turned out to be on one server.</summary>
    public void Same(string? place, string? other)
    {
        if (place is null || other is null)
        {
            return;
        }

        lock (_lock)
        {
            if (Root(ServerOf(place)) != Root(ServerOf(other)))
            {
                Note(new(IntentAct.Same, "") { Place = place, Other = other });
            }
        }
    }

    // Whoever asks later must find it there, in whichever process.
    private void Note(IntentNote note)
    {
        lock (_lock)
        {
            // One clock for all processes of the machine, and never the same time twice.
            _clock = Math.Max(_clock + 1, Stopwatch.GetTimestamp());
            note = note with { At = _clock };
            Apply(note);
            exchange?.Tell(note);
        }
    }

    private void Apply(IntentNote note)
    {
        switch (note.Act)
        {
            case IntentAct.Same:
                var (a, b) = (Root(ServerOf(note.Place!)), Root(ServerOf(note.Other!)));
                _sameServer.TryAdd(a, a);
                _sameServer.TryAdd(b, b);
                _sameServer[a] = b;
                break;
            case IntentAct.Declare when note.Intents.Count == 0:
                _entries.Remove(note.Urn);
                break;
            case IntentAct.Declare:
                var declared = EntryOf(note.Urn);
                declared.Intents = note.Intents;
                declared.IsNew = note.Flag;
                declared.Changes = false;
                declared.Unchanged = [];
                declared.Registered = note.At;
                declared.Done = 0;
                declared.Saved = [];
                break;
            case IntentAct.See when note.Intents.Count > 0 && (!_entries.TryGetValue(note.Urn, out var known) || known.Registered == 0):
                EntryOf(note.Urn).Saved = note.Intents;
                break;
            case IntentAct.Finish when _entries.TryGetValue(note.Urn, out var done):
                done.Done = note.At;
                break;
            case IntentAct.Compare when note.Intents.Count > 0 || _entries.ContainsKey(note.Urn):
                Compare(EntryOf(note.Urn), note.Flag, note.Intents);
                break;
        }
    }

    private static void Compare(Entry entry, bool changes, IReadOnlyList<Intent> leaving)
    {
        entry.Changes = changes;
        entry.Leaving = leaving;
        if (!changes && entry is { Registered: > 0 })
        {
            // What stays as it is stands in the database: nobody has to be told that it comes, only that it is wanted.
            entry.Unchanged = [.. entry.Intents.Where(static i => !i.Stands)];
            entry.Intents = [.. entry.Intents.Where(static i => i.Stands)];
        }
    }

    // A process that was started for yesterday's configuration may have noted something about a resource that another one has registered
    // since.
    private void Learn()
    {
        foreach (var note in exchange?.Hear() ?? [])
        {
            if (!_entries.TryGetValue(note.Urn, out var entry) || entry.Registered < note.At)
            {
                Apply(note);
            }
        }
    }

    /// <summary>Projects whose server a place is known to be on.</summary>
    public IReadOnlyCollection<string> Projects(string place)
    {
        lock (_lock)
        {
            Learn();
            return ProjectsOf(Root(ServerOf(place)));
        }
    }

    /// <summary>All projects that any resource of the program names, with their branches (<c>default</c> where none is named).</summary>
    public IReadOnlyCollection<string> Servers()
    {
        lock (_lock)
        {
            Learn();
            return
            [
                .. _entries
                    .Values.SelectMany(static e => e.Intents)
                    .Select(static i => i.Place)
                    .OfType<string>()
                    .Where(static p => p.StartsWith(Neon, StringComparison.Ordinal))
                    .Select(ServerOf)
                    .Distinct(StringComparer.Ordinal),
            ];
        }
    }

    /// <summary>What has been made or previewed of one kind at a place, by whomever.</summary>
    public IReadOnlyList<T> Of<T>(string? place) =>
        [
            .. Look(place, "", static i => i.What is T && i.Unknown.Count == 0)
                .Where(static p => p.Stage == IntentStage.Before)
                .Select(static p => p.Intent.What)
                .OfType<T>(),
        ];

    /// <summary>Whether something of one kind, that is not fully known yet, may be made at a place.</summary>
    public bool MayCome<T>(string? place) =>
        Look(place, "", static i => i.What is T && i.Unknown.Count > 0)
            .Any(static p => p.Stage is IntentStage.Before or IntentStage.Beside);

    /// <summary>
    /// Everything that is going to happen at a place, seen from one resource. Intents that are not fully known are among them where they
    /// might be about the place.
    /// </summary>
    /// <param name="place">A database, or null for nothing but what has no known place.</param>
    /// <param name="urn">The resource that asks; its own intents are left out, except what its replacement takes away.</param>
    public IReadOnlyList<Prospect> Look(string? place, string urn) => Look(place, urn, static _ => true);

    /// <summary>
    /// Everything at a place that other resources of the program have or will have, changed or not, for one that is about to take something
    /// away. Those of the state that were read and have not come yet are among
    /// them (<see cref="IntentStage.Absent"/>): in a destroy nothing ever comes. So is what the resource itself has made in this operation:
    /// what is taken away then is its predecessor's.
    /// </summary>
    /// <param name="place">A database or server.</param>
    /// <param name="urn">The resource that asks.</param>
    public IReadOnlyList<Prospect> Wanted(string place, string urn) =>
        [.. Look(place, urn, static i => i.Unknown.Count == 0, isTaking: true).Where(static p => p.Stage != IntentStage.Leaving)];

    private IReadOnlyList<Prospect> Look(string? place, string urn, Func<Intent, bool> wanted, bool isTaking = false)
    {
        lock (_lock)
        {
            Learn();
            var now = _entries.TryGetValue(urn, out var asking) && asking.Registered > 0 ? asking.Registered : long.MaxValue;
            var root = place is null ? null : Root(ServerOf(place));
            var projects = root is null ? [] : ProjectsOf(root);
            var found = new List<(long At, Prospect Prospect)>();
            foreach (var (name, entry) in _entries)
            {
                Add(entry.Leaving, name, entry, IntentStage.Leaving);
                if (name == urn && !(isTaking && entry.Done > 0))
                {
                    continue;
                }

                if (isTaking)
                {
                    Add(entry.Unchanged, name, entry, IntentStage.Standing);
                }

                if (entry.Registered == 0)
                {
                    Add(entry.Saved, name, entry, IntentStage.Absent);
                }
                else if (entry.Done > 0 && entry.Done < now)
                {
                    Add(entry.Intents, name, entry, IntentStage.Before);
                }
                else
                {
                    Add(entry.Intents, name, entry, entry.IsNew || entry.Changes ? IntentStage.Beside : IntentStage.Standing);
                }
            }

            return [.. found.OrderBy(static f => f.At).Select(static f => f.Prospect)];

            void Add(IReadOnlyList<Intent> intents, string name, Entry entry, IntentStage stage) =>
                found.AddRange(
                    intents
                        .Where(i => wanted(i) && Matches(i, place, root, projects))
                        .Select(i => (entry.Done > 0 ? entry.Done : entry.Registered, new Prospect(name, i, stage)))
                );
        }
    }

    private bool Matches(Intent intent, string? place, string? root, HashSet<string> projects)
    {
        if (intent.Place is not { } at)
        {
            return intent.Unknown.Count > 0;
        }

        if (place is null || root is null)
        {
            return false;
        }

        var parts = at.Split('/');
        var isNeon = at.StartsWith(Neon, StringComparison.Ordinal);
        if (isNeon && parts.Length == 1)
        {
            return projects.Contains(parts[0]);
        }

        return Root(ServerOf(at)) == root && (parts.Length == (isNeon ? 2 : 1) || parts[^1] == DatabaseOf(place));
    }

    private HashSet<string> ProjectsOf(string root) =>
        [
            .. _sameServer
                .Keys.Append(root)
                .Where(s => s.StartsWith(Neon, StringComparison.Ordinal) && Root(s) == root)
                .Select(static s => s.Split('/')[0]),
        ];

    private string Root(string server)
    {
        while (_sameServer.TryGetValue(server, out var other) && other != server)
        {
            server = other;
        }

        return server;
    }

    /// <summary>The server of a place.</summary>
    public static string ServerOf(string place)
    {
        var parts = place.Split('/');
        return place.StartsWith(Neon, StringComparison.Ordinal) && parts.Length > 1 ? $"{parts[0]}/{parts[1]}" : parts[0];
    }

    private static string? DatabaseOf(string place) =>
        place.Split('/') is { Length: > 1 } parts && (parts.Length == 3 || !place.StartsWith(Neon, StringComparison.Ordinal))
            ? parts[^1]
            : null;

    private Entry EntryOf(string urn)
    {
        if (!_entries.TryGetValue(urn, out var entry))
        {
            _entries[urn] = entry = new Entry();
        }

        return entry;
    }

    private sealed class Entry
    {
        public IReadOnlyList<Intent> Intents { get; set; } = [];

        public IReadOnlyList<Intent> Unchanged { get; set; } = [];

        public IReadOnlyList<Intent> Leaving { get; set; } = [];

        public IReadOnlyList<Intent> Saved { get; set; } = [];

        public bool IsNew { get; set; }

        public bool Changes { get; set; }

        public long Registered { get; set; }

        public long Done { get; set; }
    }
}

namespace NeonFlow.Provider.Shapes;

/// <summary>What a resource of the program is going to be, for whoever judges several resources together.</summary>
/// <param name="Place">Server or database: <c>neon:project[/branch[/database]]</c> or <c>host:port[/database]</c>; null where it is not known yet.</param>
/// <param name="What">A record of the area that judges.</param>
public sealed record Intent(string? Place, object What)
{
    /// <summary>Inputs that are not known yet.</summary>
    public IReadOnlyCollection<string> Unknown { get; init; } = [];

    /// <summary>Whether it counts although nothing about the resource changes.</summary>
    public bool Stands { get; init; }

    /// <summary>How the resource reaches the place; null where that is not known.</summary>
    public object? Way { get; init; }
}

/// <summary>When an intent comes true, seen from one resource of the program.</summary>
public enum IntentStage
{
    /// <summary>It was made, or only previewed, before that resource was registered: it may be relied on.</summary>
    Before,

    /// <summary>The program makes it, but that resource does not wait for it.</summary>
    Beside,

    /// <summary>It is in the state and in the program, and nothing about it changes.</summary>
    Standing,

    /// <summary>It goes away: its resource is being replaced by something else.</summary>
    Leaving,

    /// <summary>It is in the state, and the program had not registered it when that resource came.</summary>
    Absent,
}

/// <summary>An intent with its resource.</summary>
/// <param name="Urn">URN.</param>
/// <param name="Intent">The intent.</param>
/// <param name="Stage">When it comes true.</param>
public sealed record Prospect(string Urn, Intent Intent, IntentStage Stage)
{
    /// <summary>The resource as people call it: <c>Publication orders</c>.</summary>
    public string Resource
    {
        get
        {
            var parts = Urn.Split("::");
            return parts.Length < 4 ? Urn : $"{parts[2][(parts[2].LastIndexOfAny([':', '$']) + 1)..]} {parts[3]}";
        }
    }
}

/// <summary>
/// What the program is about to make, learnt from the calls on its resources: Check tells what a resource is going to be, Diff whether anything about it changes and what a replacement takes
/// away, the end of Create and Update (previewed or real) that it is there. A program registers a resource only after everything that it depends on is done, so whatever is done before a
/// resource's Check may be relied on, and what comes later is not waited for. One provider process sees a whole operation, so one ledger per process is enough.
/// </summary>
public sealed class IntentLedger
{
    private const string Neon = "neon:";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _sameServer = new(StringComparer.Ordinal);
    private long _clock;

    /// <summary>The program registered a resource.</summary>
    /// <param name="urn">URN.</param>
    /// <param name="intents">What it is going to be.</param>
    /// <param name="isNew">Whether it is not in the state.</param>
    public void Declare(string urn, IReadOnlyList<Intent> intents, bool isNew)
    {
        lock (_lock)
        {
            if (intents.Count == 0)
            {
                _entries.Remove(urn);
                return;
            }

            var entry = EntryOf(urn);
            entry.Intents = intents;
            entry.IsNew = isNew;
            entry.Changes = false;
            entry.Unchanged = [];
            entry.Registered = ++_clock;
            entry.Done = 0;
            entry.Saved = [];
        }
    }

    /// <summary>A resource of the state was compared with the program.</summary>
    /// <param name="urn">URN.</param>
    /// <param name="changes">Whether it will be changed or replaced.</param>
    /// <param name="leaving">What a replacement takes away.</param>
    public void Compare(string urn, bool changes, IReadOnlyList<Intent> leaving)
    {
        lock (_lock)
        {
            if (leaving.Count == 0 && !_entries.ContainsKey(urn))
            {
                return;
            }

            var entry = EntryOf(urn);
            entry.Changes = changes;
            entry.Leaving = leaving;
            if (!changes && entry is { Registered: > 0 })
            {
                // What stays as it is stands in the database: nobody has to be told that it comes, only that it is wanted.
                entry.Unchanged = [.. entry.Intents.Where(static i => !i.Stands)];
                entry.Intents = [.. entry.Intents.Where(static i => i.Stands)];
            }
        }
    }

    /// <summary>A resource of the state was read before the program ran.</summary>
    public void See(string urn, IReadOnlyList<Intent> saved)
    {
        lock (_lock)
        {
            if (saved.Count > 0 && (!_entries.TryGetValue(urn, out var known) || known.Registered == 0))
            {
                EntryOf(urn).Saved = saved;
            }
        }
    }

    /// <summary>A resource was made or changed, or would be.</summary>
    public void Finish(string urn)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(urn, out var entry))
            {
                entry.Done = ++_clock;
            }
        }
    }

    /// <summary>Two places turned out to be on one server.</summary>
    public void Same(string? place, string? other)
    {
        if (place is null || other is null)
        {
            return;
        }

        lock (_lock)
        {
            var (a, b) = (Root(ServerOf(place)), Root(ServerOf(other)));
            _sameServer.TryAdd(a, a);
            _sameServer.TryAdd(b, b);
            _sameServer[a] = b;
        }
    }

    /// <summary>Projects whose server a place is known to be on.</summary>
    public IReadOnlyCollection<string> Projects(string place)
    {
        lock (_lock)
        {
            return ProjectsOf(Root(ServerOf(place)));
        }
    }

    /// <summary>All projects that any resource of the program names, with their branches (<c>default</c> where none is named).</summary>
    public IReadOnlyCollection<string> Servers()
    {
        lock (_lock)
        {
            return [.. _entries.Values.SelectMany(static e => e.Intents).Select(static i => i.Place).OfType<string>().Where(static p => p.StartsWith(Neon, StringComparison.Ordinal)).Select(ServerOf).Distinct(StringComparer.Ordinal)];
        }
    }

    /// <summary>What has been made or previewed of one kind at a place, by whomever.</summary>
    public IReadOnlyList<T> Of<T>(string? place) =>
        [.. Look(place, "", static i => i.What is T && i.Unknown.Count == 0).Where(static p => p.Stage == IntentStage.Before).Select(static p => p.Intent.What).OfType<T>()];

    /// <summary>Whether something of one kind, that is not fully known yet, may be made at a place.</summary>
    public bool MayCome<T>(string? place) => Look(place, "", static i => i.What is T && i.Unknown.Count > 0).Any(static p => p.Stage is IntentStage.Before or IntentStage.Beside);

    /// <summary>
    /// Everything that is going to happen at a place, seen from one resource. Intents that are not fully known are among them where they might be about the place.
    /// </summary>
    /// <param name="place">A database, or null for nothing but what has no known place.</param>
    /// <param name="urn">The resource that asks; its own intents are left out, except what its replacement takes away.</param>
    public IReadOnlyList<Prospect> Look(string? place, string urn) => Look(place, urn, static _ => true);

    /// <summary>
    /// Everything at a place that other resources of the program have or will have, changed or not, for one that is about to take something away. Those of the state that were read and have not come yet are among
    /// them (<see cref="IntentStage.Absent"/>): in a destroy nothing ever comes. So is what the resource itself has made in this operation: what is taken away then is its predecessor's.
    /// </summary>
    /// <param name="place">A database or server.</param>
    /// <param name="urn">The resource that asks.</param>
    public IReadOnlyList<Prospect> Wanted(string place, string urn) =>
        [.. Look(place, urn, static i => i.Unknown.Count == 0, isTaking: true).Where(static p => p.Stage != IntentStage.Leaving)];

    private IReadOnlyList<Prospect> Look(string? place, string urn, Func<Intent, bool> wanted, bool isTaking = false)
    {
        lock (_lock)
        {
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
                found.AddRange(intents.Where(i => wanted(i) && Matches(i, place, root, projects)).Select(i => (entry.Done > 0 ? entry.Done : entry.Registered, new Prospect(name, i, stage))));
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
        [.. _sameServer.Keys.Append(root).Where(s => s.StartsWith(Neon, StringComparison.Ordinal) && Root(s) == root).Select(static s => s.Split('/')[0])];

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

    private static string? DatabaseOf(string place) => place.Split('/') is { Length: > 1 } parts && (parts.Length == 3 || !place.StartsWith(Neon, StringComparison.Ordinal)) ? parts[^1] : null;

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

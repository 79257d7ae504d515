using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>What a pure plan of an SQL room comes to.</summary>
internal sealed class SqlPlan
{
    private const int Shown = 5;

    private readonly Dictionary<string, OwnershipMark> _readers = new(StringComparer.Ordinal);
    private readonly HashSet<Owned> _read = [];
    private readonly List<string> _byHand = [];
    private readonly List<string> _whereGone = [];
    private MarkKeeper? _marks;

    /// <summary>Statements in order, without semicolons, exactly as they are sent.</summary>
    public List<string> Statements { get; } = [];

    /// <summary>Impact lines.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Why it must not run.</summary>
    public List<Diagnostic> Failures { get; } = [];

    /// <summary>What people should know.</summary>
    public List<Diagnostic> Warnings { get; } = [];

    /// <summary>What stays although this resource does not want it any more, and for whom.</summary>
    public List<string> Staying { get; } = [];

    /// <summary>Statements that wait until captures of this state have let go of what they take away.</summary>
    public List<string> Waiting { get; } = [];

    /// <summary>The captures that <see cref="Waiting"/> waits for, by the marks of their resources.</summary>
    public IReadOnlyCollection<OwnershipMark> Readers => _readers.Values;

    /// <summary>What the resource does not want any more, and captures read through.</summary>
    public IReadOnlySet<Owned> Read => _read;

    /// <summary>What the statements take away. Planned again after them, there must be nothing of it any more.</summary>
    public IReadOnlyList<Owned> Revoked { get; private set; } = [];

    /// <summary>What the resource owns once everything is done.</summary>
    public IReadOnlyList<Owned> Owned { get; set; } = [];

    /// <summary>What its account lists until then: also what captures still read through.</summary>
    public IReadOnlyList<Owned> Listed => [.. Owned.Union(_read).Order()];

    /// <summary>The printed form, in which the mark has no ids: those of a making are new in every run.</summary>
    /// <param name="mark">The mark.</param>
    /// <param name="isAfterwards">Whether it runs at the end of the operation, when there is nothing to wait for.</param>
    public Plan ToPlan(OwnershipMark mark, bool isAfterwards = false)
    {
        var plan = new Plan().Step(Statements.Select(s => s.Replace($" {mark.Id}", "", StringComparison.Ordinal) + ";"));
        if (Waiting.Count > 0 && !isAfterwards)
        {
            plan.Step(
                $"-- once {TextList.And([.. Readers.Select(_marks!.NameOf)])} {(Readers.Count == 1 ? "does" : "do")} not read it any more:"
            );
        }

        plan.Step(Waiting.Select(static s => $"{s};"));

        foreach (var note in Notes.Concat(Staying))
        {
            plan.Note(note);
        }

        return plan;
    }

    /// <summary>
    /// Lets what captures read through stay until they have let go of it. Gives back what waits for captures of this state alone: what
    /// others need stays for them, and a later run takes it away.
    /// </summary>
    /// <param name="ownership">The accounts.</param>
    /// <param name="going">What would be taken away.</param>
    public IReadOnlyList<Owned> Wait(SqlOwnership ownership, IReadOnlyCollection<Owned> going)
    {
        _marks = ownership.Marks;
        var (waiting, kept) = (new List<Owned>(), new List<(OwnershipMark Reader, Owned Item)>());
        foreach (var item in going)
        {
            var readers = ownership.ReadersOf(item);
            var others = readers.Where(r => !_marks.IsOfThisState(r)).ToList();
            if (readers.Count == 0)
            {
                continue;
            }

            _read.Add(item);
            if (others.Count > 0)
            {
                kept.Add((others[0], item));
                continue;
            }

            waiting.Add(item);
            WaitFor(readers);
        }

        Staying.AddRange(
            kept.GroupBy(static k => k.Reader, static k => k.Item.ToString())
                .Select(g =>
                {
                    var items = g.ToList();
                    var (stay, them) = items.Count == 1 ? ("stays", "it") : ("stay", "them");
                    return $"{TextList.And(items, Shown)} {stay} until {_marks.NameOf(g.Key)} does not read {them} any more";
                })
        );
        return waiting;
    }

    /// <summary>Drops the object, unless captures read through it: then that waits until they have let go of it.</summary>
    /// <param name="ownership">The accounts.</param>
    /// <param name="readers">The captures.</param>
    /// <param name="what">The object.</param>
    /// <param name="statement">The statement.</param>
    public void Drop(SqlOwnership ownership, IReadOnlyList<OwnershipMark> readers, string what, string statement)
    {
        _marks = ownership.Marks;
        if (readers.FirstOrDefault(r => !_marks.IsOfThisState(r)) is { } other)
        {
            Staying.Add($"{what} stays until {_marks.NameOf(other)} does not read it any more");
            _byHand.Add(statement);
            return;
        }

        WaitFor(readers);
        (readers.Count > 0 ? Waiting : Statements).Add(statement);
    }

    private void WaitFor(IReadOnlyList<OwnershipMark> readers)
    {
        foreach (var reader in readers)
        {
            _readers[reader.Id] = reader;
        }
    }

    /// <summary>What a delete leaves, a sentence each: what others have too, and what captures read through.</summary>
    public IEnumerable<string> Left =>
        [
            .. Staying,
            .. _whereGone,
            .. _byHand.Count == 0 ? [] : new[] { $"Nothing takes that away then but you: {Joined(_byHand)}" },
            .. Waiting.Count == 0
                ? []
                : new[]
                {
                    $"{TextList.And([.. Readers.Select(_marks!.NameOf)])} still {(Readers.Count == 1 ? "reads" : "read")} it. What waits "
                        + "for that runs once this operation has changed or deleted the capture; where it does not, it is left to you: "
                        + Joined(Waiting),
                },
        ];

    private static string Joined(IEnumerable<string> statements) => string.Join(" ", statements.Select(static s => $"{s};"));

    /// <summary>A plan that must not run has no statements.</summary>
    public SqlPlan Close()
    {
        if (Failures.Count > 0)
        {
            Statements.Clear();
            Waiting.Clear();
            _readers.Clear();
        }

        return this;
    }

    /// <summary>
    /// Takes away what the resource owns and does not want any more, except what another account lists, and says what it owns from now on:
    /// what it wants and owned, what it adds, and what it wants and found under another account.
    /// </summary>
    /// <param name="ownership">The accounts.</param>
    /// <param name="wanted">Everything that the resource wants.</param>
    /// <param name="added">What the statements so far add.</param>
    /// <param name="isLive">Whether it is there now.</param>
    /// <param name="mayNot">Why the connecting role cannot take something away; null where it can.</param>
    /// <param name="revoke">Statements that take something away, in a given order.</param>
    public void Settle(
        SqlOwnership ownership,
        IReadOnlySet<Owned> wanted,
        IReadOnlyList<Owned> added,
        Func<Owned, bool> isLive,
        Func<Owned, Diagnostic?> mayNot,
        Func<IReadOnlyList<Owned>, IEnumerable<string>> revoke
    )
    {
        var gone = ownership.Own.Where(i => !wanted.Contains(i) && isLive(i)).Order().ToList();
        foreach (var (stays, whereGone) in ownership.Explain(gone.Where(ownership.IsShared), revoke))
        {
            Staying.Add(stays);
            _whereGone.AddRange(whereGone is null ? [] : [whereGone]);
        }

        var going = gone.Where(i => !ownership.IsShared(i)).ToList();
        var waiting = Wait(ownership, going);
        Revoked = [.. going.Where(i => !_read.Contains(i))];
        Failures.AddRange(
            Revoked
                .Concat(waiting)
                .Select(i => mayNot(i) ?? (ownership.PassedOn[i].ToList() is { Count: > 0 } to ? PassedOn.Refuses(i, to) : null))
                .OfType<Diagnostic>()
        );
        Statements.AddRange(revoke(Revoked));
        Waiting.AddRange(revoke(waiting));
        _byHand.AddRange(revoke([.. going.Where(_read.Contains).Except(waiting)]));
        Owned = [.. ownership.Own.Where(wanted.Contains).Union(added).Union(wanted.Where(i => ownership.IsShared(i) && isLive(i))).Order()];
    }
}

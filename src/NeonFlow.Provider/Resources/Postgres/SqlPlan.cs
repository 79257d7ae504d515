using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>What a pure plan of an SQL room comes to.</summary>
internal sealed class SqlPlan
{
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

    /// <summary>What the statements take away. Planned again after them, there must be nothing of it any more.</summary>
    public IReadOnlyList<Owned> Revoked { get; private set; } = [];

    /// <summary>What the resource owns afterwards, for its account.</summary>
    public IReadOnlyList<Owned> Owned { get; set; } = [];

    /// <summary>The printed form, in which the mark has no ids: those of a making are new in every run.</summary>
    public Plan ToPlan(OwnershipMark mark)
    {
        var plan = new Plan().Step(Statements.Select(s => s.Replace($" {mark.Id}", "", StringComparison.Ordinal) + ";"));
        foreach (var note in Notes.Concat(Staying))
        {
            plan.Note(note);
        }

        return plan;
    }

    /// <summary>A plan that must not run has no statements.</summary>
    public SqlPlan Close()
    {
        if (Failures.Count > 0)
        {
            Statements.Clear();
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
        Staying.AddRange(ownership.Explain(gone.Where(ownership.IsShared)));
        Revoked = [.. gone.Where(i => !ownership.IsShared(i))];
        Failures.AddRange(
            Revoked
                .Select(i => mayNot(i) ?? (ownership.PassedOn[i].ToList() is { Count: > 0 } to ? PassedOn.Refuses(i, to) : null))
                .OfType<Diagnostic>()
        );
        Statements.AddRange(revoke(Revoked));
        Owned = [.. ownership.Own.Where(wanted.Contains).Union(added).Union(wanted.Where(i => ownership.IsShared(i) && isLive(i))).Order()];
    }
}

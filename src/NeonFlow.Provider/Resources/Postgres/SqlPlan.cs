using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>What a pure plan of an SQL room comes to.</summary>
internal sealed class SqlPlan
{
    /// <summary>Statements in order, without semicolons, exactly as they are sent.</summary>
    public List<string> Statements { get; } = [];

    /// <summary>Questions to the server after the statements and before COMMIT; they write nothing and are not printed.</summary>
    public List<string> Probes { get; } = [];

    /// <summary>Impact lines.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Why it must not run.</summary>
    public List<Diagnostic> Failures { get; } = [];

    /// <summary>What people should know.</summary>
    public List<Diagnostic> Warnings { get; } = [];

    /// <summary>What the operation adds to what this resource answers for, in the words of the room.</summary>
    public List<string> Added { get; } = [];

    /// <summary>What the operation takes away from it.</summary>
    public List<string> Removed { get; } = [];

    /// <summary>Whether the object is, or will be, made by this resource (an interrupted run of its own included).</summary>
    public bool Ours { get; set; }

    /// <summary>The printed form.</summary>
    public Plan ToPlan()
    {
        var plan = new Plan().Step(Statements.Select(static s => s + ";"));
        foreach (var note in Notes)
        {
            plan.Note(note);
        }

        return plan;
    }

    /// <summary>The account after this plan: what was there, without the removed, with the added.</summary>
    public IReadOnlyList<string> Account(IReadOnlyList<string>? before) =>
        [.. (before ?? []).Except(Removed, StringComparer.Ordinal).Union(Added, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}

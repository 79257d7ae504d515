namespace NeonFlow.Provider.Contracts;

/// <summary>What an operation does, step by step: the same object is printed by a preview and carried out by an up.</summary>
public sealed class Plan
{
    private readonly List<string> _steps = [];
    private readonly List<string> _impact = [];

    /// <summary>A plan that does nothing.</summary>
    public static Plan Nothing => new();

    /// <summary>SQL statements and API calls in order, exactly as they are sent, without secrets.</summary>
    public IReadOnlyList<string> Steps => _steps;

    /// <summary>What people must know before it runs: restarts, locks, what cannot be undone.</summary>
    public IReadOnlyList<string> Impact => _impact;

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsEmpty => _steps.Count == 0;

    /// <summary>Adds a step: an SQL statement or <c>METHOD /path {body}</c>.</summary>
    public Plan Step(string text)
    {
        _steps.Add(text);
        return this;
    }

    /// <summary>Adds several steps.</summary>
    public Plan Step(IEnumerable<string> texts)
    {
        _steps.AddRange(texts);
        return this;
    }

    /// <summary>Adds a line about the impact.</summary>
    public Plan Note(string text)
    {
        _impact.Add(text);
        return this;
    }

    /// <summary>Says that the plan does not rest on what is there; why is said in a "not checked" line.</summary>
    public Plan Unseen(string what) =>
        IsEmpty ? this : Note($"planned without a look at {what}: an up looks first, and does no more than is missing");

    /// <summary>
    /// The text of the INFO diagnostic: steps indented, then <c>! impact</c> lines.
    /// </summary>
    public override string ToString() =>
        string.Join("\n", _steps.Select(static s => "  " + s.ReplaceLineEndings("\n  ")).Concat(_impact.Select(static n => "  ! " + n)));
}

using NeonFlow.Testing.Postgres;

namespace NeonFlow.Provider.Tests.Preflight;

/// <summary>
/// One way to break a capture: what makes it, which rule must see it, what the connector does, and what it does once the rule's fix has
/// run.
/// </summary>
/// <param name="Code">Code of the rule.</param>
/// <param name="Name">In words.</param>
/// <param name="Sql">What breaks it, run by the superuser; <c>{role}</c>, <c>{slot}</c> and <c>{database}</c> are filled in.</param>
internal sealed record Proof(string Code, string Name, string Sql = "")
{
    /// <summary>
    /// Whether it happens to a capture that has streamed already; the rules look after it has happened then, and before the first start
    /// otherwise.
    /// </summary>
    public bool Running { get; init; }

    /// <summary>Names and bindings of the capture, before anything runs.</summary>
    public Action<Stage> Arrange { get; init; } = static _ => { };

    /// <summary>A server of its own.</summary>
    public Func<ProofServers, Task<PostgresServer>>? Server { get; init; }

    /// <summary>What must stand around it while it runs.</summary>
    public Func<Stage, ProofServers, Task<IAsyncDisposable>>? Around { get; init; }

    /// <summary>What the connector does, as recorded.</summary>
    public required Func<Stage, Task> Without { get; init; }

    /// <summary>What it does with the fix; by default it captures every row and every change.</summary>
    public Func<Stage, Task> With { get; init; } = static s => s.WorksAsync();

    /// <summary>How grave the rule takes it: failure, warning or note.</summary>
    public string Weight { get; init; } = "failure";

    public override string ToString() => $"{Code} {Name}";
}

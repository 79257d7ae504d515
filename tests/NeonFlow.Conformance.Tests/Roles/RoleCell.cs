namespace NeonFlow.Conformance.Tests.Roles;

/// <summary>One cell of the table: what preview says, and what up does.</summary>
internal sealed record RoleCell(string Role, int Major, string Token, RoleVerb Verb, Verdict Preview, Verdict Up)
{
    /// <summary>What is wrong with the statements that preview prints as a fix.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>Whether preview and up agree.</summary>
    public bool IsEqual => Preview.Passes == Up.Passes;

    /// <summary>As it stands in the table; a question mark where <see cref="Faults"/> are.</summary>
    public string Short => IsEqual ? Up.Short + (Faults.Count > 0 ? "?" : "") : $"{Preview.Short} != {Up.Short}";

    public override string ToString() =>
        $"{Role}, PostgreSQL {Major}, {Token}, {Verb}:\n  preview: {Preview.Text}\n  up:      {Up.Text}\n"
        + string.Concat(Faults.Select(static f => $"  {f}\n"));
}

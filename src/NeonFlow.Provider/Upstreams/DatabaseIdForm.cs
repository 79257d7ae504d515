namespace NeonFlow.Provider.Upstreams;

/// <summary>The parts that the ids of an SQL resource have after the database.</summary>
/// <param name="Parts">What each part is: "schema", "role".</param>
internal sealed record DatabaseIdForm(params IReadOnlyList<string> Parts)
{
    /// <summary>The form as messages show it.</summary>
    public override string ToString() => string.Join('/', Parts.Select(static p => $"<{p}>"));
}

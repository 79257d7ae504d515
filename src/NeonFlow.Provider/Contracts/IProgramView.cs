namespace NeonFlow.Provider.Contracts;

/// <summary>
/// What is known of the program's other resources: what each was and will be, and when. A program registers a resource only after
/// everything that it depends on is done, so <see cref="ProgramStage.Ready"/> may be relied on, and nothing else.
/// </summary>
public interface IProgramView
{
    /// <summary>
    /// Everything that the program has or will have at a place, in the order in which it is done. Resources whose place is not known yet
    /// are among them where anything about them is unknown. A resource's own new shape is left out until it is done: after that, what it
    /// takes away is its predecessor's.
    /// </summary>
    /// <param name="place">A database, a server or a project; null: only resources whose place is not known.</param>
    /// <param name="urn">The resource that asks.</param>
    IReadOnlyList<ProgramResource> At(string? place, string urn);

    /// <summary>
    /// What was saved of a resource that is made anew, because it is replaced or somebody has deleted it; null where it is not.
    /// </summary>
    /// <param name="urn">The resource.</param>
    Predecessor? Predecessor(string urn);

    /// <summary>Whether the program has registered the resource in this operation.</summary>
    bool IsRegistered(string urn);

    /// <summary>Whether the state of another resource keeps the mark.</summary>
    /// <param name="mark">What a state keeps of a mark.</param>
    /// <param name="urn">The resource that asks.</param>
    bool IsHeldByAnother(string mark, string urn);

    /// <summary>Whether what bears the mark was looked for in this operation, and does not exist any more.</summary>
    /// <param name="mark">What a state keeps of a mark.</param>
    bool IsGone(string mark);

    /// <summary>The mark of what this operation has made or changed as a resource; null: nothing, or not known.</summary>
    /// <param name="urn">URN of the resource.</param>
    string? MadeAs(string urn);

    /// <summary>What the program makes in place of a resource that is being deleted; null where that leaves the program.</summary>
    /// <param name="urn">The resource.</param>
    object? Successor(string urn);

    /// <summary>
    /// Says that two places are on one server, for example a Neon branch and its host; null: not known, and nothing is said.
    /// </summary>
    void SameServer(string? place, string? other);

    /// <summary>Neon projects that a place is known to be in, as places.</summary>
    IReadOnlyCollection<string> ProjectsOf(string place);

    /// <summary>All Neon branches that resources of the program name, as places.</summary>
    IReadOnlyCollection<string> NeonServers();

    /// <summary>Why resources under the program's other providers are not known; null where they are.</summary>
    string? UnavailableReason { get; }
}

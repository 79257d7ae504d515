using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Contracts;

/// <summary>A resource of the program, as it will be or as it was saved, seen from another one.</summary>
/// <param name="Urn">URN.</param>
/// <param name="Stage">When it comes true.</param>
/// <param name="Shape">Its shape: the checked inputs, or what was saved.</param>
public sealed record ProgramResource(string Urn, ProgramStage Stage, object Shape)
{
    /// <summary>What is unknown in the shape; unknown members have their type's default.</summary>
    public UnknownSet Unknown { get; init; } = UnknownSet.None;

    /// <summary>
    /// What there is of it, with its outputs: as it was saved, or as its Create or Update left it in this operation; null: nothing yet.
    /// </summary>
    public object? State { get; init; }

    /// <summary>What was saved of it before this operation; null: nothing.</summary>
    public object? Saved { get; init; }

    /// <summary>The mark of what there is of it; null: nothing, or not known.</summary>
    public OwnershipMark? Mark { get; init; }

    /// <summary>Whether it was made or changed, or previewed, by now, be it that the asking resource does not wait for it.</summary>
    public bool IsDone { get; init; }

    /// <summary>Whether the resource is not in the state yet.</summary>
    public bool IsNew { get; init; }

    /// <summary>Server or database: <c>neon:project[/branch[/database]]</c> or <c>host:port[/database]</c>; null: not known yet.</summary>
    public string? Place { get; init; }

    /// <summary>Whether it is in the same database as the place that was asked for, or in all databases of that server.</summary>
    public bool IsInSameDatabase { get; init; }

    /// <summary>Objects that it makes.</summary>
    public IReadOnlyList<ObjectRef> MadeObjects { get; init; } = [];

    /// <summary>Objects that it needs.</summary>
    public IReadOnlyList<ObjectRef> UsedObjects { get; init; } = [];

    /// <summary>The resource as people call it: <c>Publication orders</c>.</summary>
    public string Name => ResourceName.Of(Urn);

    /// <summary>Whether it makes the object, at the place that was asked for.</summary>
    public bool Makes(ObjectRef target) => MadeObjects.Contains(target) && (IsInSameDatabase || !target.IsInDatabase);

    /// <summary>Whether it needs the object, at the place that was asked for.</summary>
    public bool Uses(ObjectRef target) => UsedObjects.Contains(target) && (IsInSameDatabase || !target.IsInDatabase);
}

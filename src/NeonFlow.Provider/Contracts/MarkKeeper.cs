namespace NeonFlow.Provider.Contracts;

/// <summary>The mark of a resource in one call, and what it says about the marks that are found on objects.</summary>
public sealed class MarkKeeper
{
    private readonly IProgramView _program;
    private readonly bool _isSaved;

    internal MarkKeeper(string urn, string instance, string? saved, IProgramView program)
    {
        _program = program;
        _isSaved = saved is not null && saved.Contains('/', StringComparison.Ordinal);
        Own = _isSaved
            ? new(urn, saved![..saved!.LastIndexOf('/')], saved[(saved.LastIndexOf('/') + 1)..])
            : new(urn, instance, Guid.NewGuid().ToString("N"));
    }

    /// <summary>The mark of what the call makes or has: in a Create it is new, else it is that of the state, under today's URN.</summary>
    public OwnershipMark Own { get; private set; }

    /// <summary>A mark that <see cref="WhoWrote"/> takes for one of this resource has at least one of these in its text.</summary>
    public IReadOnlyList<string> OwnTexts =>
        [.. new[] { Own.Resource, Own.Id, _program.Predecessor(Own.Urn)?.Mark }.OfType<string>().Where(static t => t.Length > 0)];

    /// <summary>The same for what is replaced, as the call that deletes it will have it.</summary>
    internal MarkKeeper Of(Predecessor replaced) => new(Own.Urn, Own.Instance, replaced.Mark, _program);

    /// <summary>Who wrote a mark that was found.</summary>
    public MarkedBy WhoWrote(OwnershipMark? found)
    {
        if (found is null)
        {
            return MarkedBy.Nobody;
        }
        if (found.Id == Own.Id || found.Id == _program.Predecessor(Own.Urn)?.Mark)
        {
            return MarkedBy.Itself;
        }
        if (found.Instance != Own.Instance)
        {
            return MarkedBy.OtherState;
        }
        // What a resource had before it was renamed is not that of who has its old name now.
        return found.Urn == Own.Urn && !_program.IsHeldByAnother(found.Id, Own.Urn) ? MarkedBy.OtherMaking
            : found.Instance.Length > 0 ? MarkedBy.SameState
            : MarkedBy.OtherState;
    }

    /// <summary>
    /// Whether what bears the mark is what this call is about. Of a state it is only what that very making made: what was made since, by a
    /// replacement, another state or somebody's hand, is another object. A Create goes on with what an earlier making of the resource left.
    /// </summary>
    public bool Owns(OwnershipMark? found) =>
        found is not null && (_isSaved ? found.Id == Own.Id : WhoWrote(found) is MarkedBy.Itself or MarkedBy.OtherMaking);

    /// <summary>
    /// Whether a mark that is on nothing any more may be taken away: it is of this state, and no other resource of the program has it.
    /// </summary>
    public bool MaySweep(OwnershipMark found) =>
        found.Instance == Own.Instance
        && found.Instance.Length > 0
        && !_program.IsHeldByAnother(found.Id, Own.Urn)
        // What takes the place of a resource is made before that goes, under the same URN.
        && (found.Id == Own.Id || found.Id != _program.MadeAs(Own.Urn));

    /// <summary>Whether a mark is of this very state.</summary>
    public bool IsOfThisState(OwnershipMark found) => WhoWrote(found) is MarkedBy.Itself or MarkedBy.OtherMaking or MarkedBy.SameState;

    /// <summary>Whether this operation looked for what a resource of this state has, and it does not exist any more.</summary>
    public bool IsGone(OwnershipMark found) => _program.IsGone(found.Id);

    /// <summary>Whether a run of this state that was interrupted may have left it: no resource that is known has it.</summary>
    public bool IsLeftOver(OwnershipMark? found) => found is not null && found.Id != Own.Id && MaySweep(found);

    /// <summary>
    /// What to do about something that <see cref="IsLeftOver"/>, for people. An operation on single resources reads those alone, and the
    /// state may have the others all the same.
    /// </summary>
    /// <param name="mark">The mark that it bears.</param>
    /// <param name="what">What was left.</param>
    /// <param name="byHand">How it is removed without this program.</param>
    public string Explain(OwnershipMark mark, string what, string byHand) =>
        $"nothing in this operation is about {what}, which {NameOf(mark)} made. On single resources (--target, --exclude) that is as it "
        + "should be; else a run was interrupted before its state was saved: pulumi up takes it up again, and a destroy after that removes "
        + $"it. By hand, where the state does not list {mark.Urn}: {byHand}";

    /// <summary>An import takes over the mark that it finds.</summary>
    public void TakeOver(OwnershipMark? found)
    {
        if (found is not null)
        {
            Own = found with { Urn = Own.Urn };
        }
    }

    /// <summary>Who has the object, for people: <c>Publication orders of this program</c>.</summary>
    public string NameOf(OwnershipMark found)
    {
        var name = ResourceName.Of(found.Urn);
        return ResourceName.StackOf(found.Urn) != ResourceName.StackOf(Own.Urn) ? $"{name} of {ResourceName.StackOf(found.Urn)}"
            : found.Instance == Own.Instance ? $"{name} of this program"
            : $"{name} of a {ResourceName.StackOf(found.Urn)} that has another state";
    }

    /// <summary>Whose an object is that this program may not take: a part of a sentence.</summary>
    public string MadeBy(OwnershipMark? found) => found is null ? "and this program did not make it" : $"and {NameOf(found)} made it";

    /// <summary>
    /// The URN under which this very state made what bears the mark; null where it did not, or where the program still has that name.
    /// </summary>
    public string? FormerName(OwnershipMark? found) =>
        WhoWrote(found) == MarkedBy.SameState && !_program.IsRegistered(found!.Urn) ? found.Urn : null;

    /// <summary>The C# by which a program keeps what it made under an old name; null where the mark is not of this state.</summary>
    public string? AliasFor(OwnershipMark? found) => FormerName(found) is { } former ? AliasOf(former) : null;

    /// <summary>The C# by which the resource keeps what the state has under another URN.</summary>
    public string AliasOf(string urn)
    {
        var (old, now) = (urn.Split("::", 4), Own.Urn.Split("::", 4));
        return old.Length == 4 && now.Length == 4 && old.AsSpan(0, 3).SequenceEqual(now.AsSpan(0, 3))
            ? $"Aliases = {{ new Alias {{ Name = \"{old[3]}\" }} }}   // in the options of the resource, or of the component that it is in"
            : $"Aliases = {{ new Alias {{ Urn = \"{urn}\" }} }}   // in the options of the resource";
    }
}

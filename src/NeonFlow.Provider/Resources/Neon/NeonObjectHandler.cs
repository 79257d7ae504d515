using System.Diagnostics.CodeAnalysis;
using NeonFlow.Neon;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Neon;

/// <summary>
/// What resources do alike that make an object of their own through the Neon API: find it, go on with what an interrupted run made, adopt
/// it or refuse, make it although an answer was lost, and delete it unless another resource has it.
/// </summary>
/// <typeparam name="T">The shape.</typeparam>
/// <typeparam name="TObject">The object as the API shows it.</typeparam>
internal abstract class NeonObjectHandler<[DynamicallyAccessedMembers(ShapeInfo.Kept)] T, TObject>(UpstreamClients upstreams)
    : NeonResourceHandler<T>(upstreams)
    where T : class, IAdoptable
    where TObject : class
{
    private static readonly TimeSpan LastLook = TimeSpan.FromSeconds(5);

    /// <summary>Kind of the object for messages: "role".</summary>
    protected abstract string Kind { get; }

    protected abstract string NameOf(T shape);

    protected abstract NeonProjectId ProjectOf(T shape);

    /// <summary>Where the object is or will be; what the program leaves out is looked up.</summary>
    protected abstract Task<NeonId> LocateAsync(T desired, OperationContext context);

    /// <summary>The object, or null where its project or branch has none of that name.</summary>
    protected abstract Task<TObject?> FindAsync(NeonId id, CancellationToken stop);

    /// <summary>When the API says that the object was made.</summary>
    protected abstract string? CreatedAt(TObject found);

    protected abstract Task<WithOperations<TObject>> SendCreateAsync(T desired, NeonId id, CancellationToken stop);

    /// <summary>The change; null where the object is absent.</summary>
    protected abstract Task<NeonChange?> SendDeleteAsync(NeonId id, CancellationToken stop);

    /// <summary>The desired state of an object at its place.</summary>
    protected abstract T StateOf(T desired, NeonId id, bool adopted);

    /// <summary>The state with what the answer of the making tells.</summary>
    protected abstract T WithAnswer(T state, TObject made, OperationContext context);

    /// <summary>The state with what can be asked for once the object is ready.</summary>
    protected abstract Task<T> CompleteAsync(T state, NeonId id, OperationContext context);

    /// <summary>The plan of a create.</summary>
    /// <param name="desired">As it should be.</param>
    /// <param name="id">Where; null: not looked up.</param>
    /// <param name="exists">Whether it exists and is taken over.</param>
    protected abstract Plan PlanCreate(T desired, NeonId? id, bool exists);

    /// <summary>Why an object that another one made is not taken over.</summary>
    /// <param name="desired">As it should be.</param>
    /// <param name="id">Where it is.</param>
    /// <param name="madeBy">Who made it: a part of a sentence.</param>
    /// <param name="alias">What keeps or moves what is the program's own, such as its alias; null where it is not of this state.</param>
    protected abstract Diagnostic Conflict(T desired, NeonId id, string madeBy, string? alias);

    /// <summary>Why two resources of one program cannot have one object.</summary>
    /// <param name="desired">As it should be.</param>
    /// <param name="other">The other one.</param>
    protected abstract Diagnostic MadeTwice(T desired, ProgramResource other);

    protected abstract Preview<T> PreviewUpdate(PreviewContext<T> context, T current);

    /// <summary>The state that is predicted where something about the object itself is not known yet.</summary>
    protected abstract T PredictUnknown(T desired, T? current);

    public sealed override async Task<Preview<T>> PreviewAsync(PreviewContext<T> context)
    {
        var desired = context.Desired;
        if (Shape.AboutObject(context.Unknown) is { Any: true } unknown)
        {
            var names = string.Join(", ", unknown.Paths.Order(StringComparer.Ordinal));
            return new(PredictUnknown(desired, context.Current), Plan.Nothing.Note($"the {Kind} is planned once {names} is known"))
            {
                UnknownOutputs =
                [
                    .. Shape.Properties.Where(static p => p is { IsOutput: true, IsInput: false }).Select(static p => p.Name),
                ],
            };
        }
        if (context.Current is { } current)
        {
            return PreviewUpdate(context, current);
        }
        var what = $"{Kind} {NameOf(desired)} of project {ProjectOf(desired)}";
        if (await LookAsync(context, what, () => SeeAsync(desired, context)) is not { } seen)
        {
            return new(desired, PlanCreate(desired, null, exists: false).Unseen(what));
        }
        RefuseTwice(desired, seen, context);
        if (seen.Going is not null && context.Program.Predecessor(context.Urn) is { GoesFirst: true })
        {
            return new(
                StateOf(desired, seen.Id, adopted: false),
                PlanCreate(desired, seen.Id, exists: false)
                    .Note($"the {Kind} {NameOf(desired)} that is there is deleted first, with everything that was granted to it")
            );
        }
        if (seen.Going is { } going)
        {
            var goesOn = Plan.Nothing.Note(GoesOn(desired, going, context));
            return await PreviewExistingAsync(StateOf(desired, seen.Id, adopted: false), seen.Id, goesOn, context);
        }
        if (seen.Object is not null && desired.Adopt != true && context.IsKnown(nameof(IAdoptable.Adopt)))
        {
            throw Taken(desired, seen, context);
        }
        var state = StateOf(desired, seen.Id, seen.Object is not null);
        return seen.Object is null
            ? new(state, PlanCreate(desired, seen.Id, exists: false))
            : await PreviewExistingAsync(state, seen.Id, PlanCreate(desired, seen.Id, exists: true), context);
    }

    /// <summary>What comes of an object that is there already, and is not made.</summary>
    /// <param name="state">The state that is predicted.</param>
    /// <param name="id">Where it is.</param>
    /// <param name="plan">What is planned.</param>
    /// <param name="context">The preview.</param>
    protected virtual Task<Preview<T>> PreviewExistingAsync(T state, NeonId id, Plan plan, PreviewContext<T> context) =>
        Task.FromResult(new Preview<T>(state, plan));

    public sealed override Task<ResourceState<T>> CreateAsync(T desired, OperationContext context) =>
        ChangeProjectAsync(
            ProjectOf(desired),
            context,
            async () =>
            {
                var seen = await SeeAsync(desired, context);
                var isForeign = seen is { Object: not null, Going: null };
                RefuseTwice(desired, seen, context);
                if (isForeign && desired.Adopt != true)
                {
                    throw Taken(desired, seen, context);
                }
                var state = StateOf(desired, seen.Id, adopted: isForeign);
                if (isForeign)
                {
                    await Ownership.WriteTakenOverAsync(seen.Id, Kind, context);
                }
                else
                {
                    state = await MakeAsync(desired, seen, state, context);
                }
                return new ResourceState<T>(seen.Id.ToString(), await CompleteAsync(state, seen.Id, context));
            }
        );

    protected sealed override async Task DeleteAsync(NeonId id, T state, OperationContext context) =>
        await Upstreams.Readers.AfterAsync(
            await RemoveAsync(id, state, context),
            $"{context.Urn} {id}",
            stop => RemoveAsync(id, state, context.Until(stop)),
            context.Stop
        );

    // Gives back the captures that must let go of it first.
    private async Task<IReadOnlyCollection<OwnershipMark>> RemoveAsync(NeonId id, T state, OperationContext context)
    {
        if (state.Adopted == true)
        {
            context.Info($"The {Kind} {NameOf(state)} existed before this program took it over, and stays.");
            await Ownership.RemoveAsync(id, Kind, context);
            return [];
        }
        if (OtherMaker(id, state, context) is { } other)
        {
            context.Info($"The {Kind} {NameOf(state)} stays: {other.Name} of this program has it now.");
            await Ownership.RemoveAsync(id, Kind, context);
            return [];
        }
        if (await FindAsync(id, context.Stop) is { } found)
        {
            var makings = await Ownership.ReadAsync(id, Kind, CreatedAt(found), context);
            var because =
                WhyAnother(makings, state, context)
                ?? (
                    (await Ownership.TakenOverByAsync(id, Kind, CreatedAt(found), context)).Select(context.Marks.NameOf).ToList()
                        is { Count: > 0 } by
                        ? $"{TextList.And(by)} has taken it over"
                        : null
                );
            if (because is not null)
            {
                context.Info($"The {Kind} {NameOf(state)} stays: {because}.");
                await Ownership.RemoveAsync(id, Kind, context);
                return [];
            }
            if (Readers(id, state, context) is { Count: > 0 } readers)
            {
                context.Info(
                    $"The {Kind} {NameOf(state)} stays until {TextList.And([.. readers.Select(context.Marks.NameOf)])} has changed to what "
                        + "replaces it, and goes then. It stays where this operation does not change that, and a destroy names it."
                );
                return readers;
            }
            await BeforeDeleteAsync(id, state, context);
        }
        // Before the object goes: an account that outlives its object would be of nothing.
        await Ownership.RemoveAsync(id, Kind, context);
        await ChangeProjectAsync(
            id.Project,
            context,
            async () =>
            {
                using var turn = await Upstreams.Branches.ChangeAsync(id.Project, id.Branch, context.Stop);
                // Where it is absent, the delete of a run that was killed may still be under way.
                var change = await SendDeleteAsync(id, context.Stop);
                var operations = change?.Operations ?? await RunningOperationsAsync(id.Project, context.Stop);
                await AwaitAsync(id.Project, operations, context.Stop);
                return state;
            }
        );
        return [];
    }

    // What is deleted before its replacement is there (deleteBeforeReplace) goes before the captures that use it have changed.
    private IReadOnlyList<OwnershipMark> Readers(NeonId id, T state, OperationContext context) =>
        context.Program.Successor(context.Urn) is null || context.Program.MadeAs(context.Urn) is not null
            ? []
            : [.. Unchanged(id, state, context).Select(static r => r.Mark).OfType<OwnershipMark>()];

    /// <summary>Captures that use the object as the state has them, and that this operation has not come to, or does not.</summary>
    protected IEnumerable<ProgramResource> Unchanged(NeonId id, T state, OperationContext context) =>
        context
            .Program.At(id.Place, context.Urn)
            .Where(r => r.Stage == ProgramStage.NotRegistered && r.MadeObjects.Any(static o => o.Kind == ObjectKind.Capture))
            .Where(r => Makes(state).Any(r.Uses))
            .Where(r => r.Mark is not { } mark || !context.Marks.IsGone(mark));

    /// <summary>Throws, or waits, where the object may not go yet.</summary>
    protected virtual Task BeforeDeleteAsync(NeonId id, T state, OperationContext context) => Task.CompletedTask;

    private string GoesOn(T desired, NeonMaking going, OperationContext context) =>
        context.Marks.WhoWrote(going.Mark) == MarkedBy.Itself
            ? $"goes on with the {Kind} {NameOf(desired)}, which is there under the same name: nothing of it is lost"
            : $"goes on with the {Kind} {NameOf(desired)}, which a run of this program made that began at {going.Begun} and was "
                + "interrupted";

    // What was made since under the same name is not what the state is about.
    private string? WhyAnother(IReadOnlyList<NeonMaking> makings, T state, OperationContext context)
    {
        var own = makings.FirstOrDefault(m => context.Marks.Owns(m.Mark));
        var other = makings.FirstOrDefault(m => m.IsOfTheObject && !context.Marks.Owns(m.Mark));
        return other is not null && own is not { IsOfTheObject: true } ? $"{context.Marks.NameOf(other.Mark)} has it now"
            : own is { IsOfTheObject: false }
                ? $"somebody deleted the one that this program made, and made another {Kind} {NameOf(state)} since"
            : null;
    }

    private DiagnosticException Taken(T desired, Seen seen, OperationContext context) =>
        new(
            Conflict(
                desired,
                seen.Id,
                context.Marks.MadeBy(seen.Other?.Mark),
                context.Marks.AliasFor(seen.Other?.Mark) ?? OtherNameThere(desired, seen.Id, context)
            )
        );

    // A branch begins with copies of what its parent has: what moves there under its old name meets its own.
    private string? OtherNameThere(T desired, NeonId id, OperationContext context) =>
        context.Program.Predecessor(context.Urn) is { IsGone: false, Shape: T old }
        && NameOf(old) == NameOf(desired)
        && PlacesOf(old, UnknownSet.None).All(p => p != id.Place)
            ? $"{(ResourceName.IsInComponent(context.Urn) ? "ObjectName" : "Name")} = \"{NameOf(desired)}_2\"   "
                + "// the branch has a copy of what its parent has"
            : null;

    private ProgramResource? OtherMaker(NeonId id, T state, OperationContext context) =>
        context
            .Program.At(id.Place, context.Urn)
            .Remaining()
            .FirstOrDefault(r => r is { Place: not null } && r.Urn != context.Urn && Makes(state).Any(r.Makes));

    // Two resources of one program that have one object would each take it away from the other.
    private void RefuseTwice(T desired, Seen seen, OperationContext context)
    {
        // One whose branch is not known yet may be elsewhere.
        if (OtherMaker(seen.Id, desired, context) is { Place: { } place } other && !Places.IsProject(place))
        {
            throw new DiagnosticException(MadeTwice(desired, other));
        }
    }

    private async Task<Seen> SeeAsync(T desired, OperationContext context)
    {
        var id = await LocateAsync(desired, context);
        var found = await FindAsync(id, context.Stop);
        var makings = found is null ? [] : await Ownership.ReadAsync(id, Kind, CreatedAt(found), context);
        var ofTheObject = makings.Where(static m => m.IsOfTheObject).ToList();
        return new(
            id,
            found,
            ofTheObject.FirstOrDefault(m => context.Marks.Owns(m.Mark)),
            ofTheObject.FirstOrDefault(m => !context.Marks.Owns(m.Mark))
        );
    }

    private async Task<T> MakeAsync(T desired, Seen seen, T state, OperationContext context)
    {
        var project = ProjectOf(desired);
        if (seen.Going is { } going)
        {
            context.Info($"This run {GoesOn(desired, going, context)}.");
        }
        await Ownership.WriteAsync(seen.Id, Kind, seen.Going, context);
        using var turn = await Upstreams.Branches.ChangeAsync(project, seen.Id.Branch, context.Stop);
        IReadOnlyList<NeonOperation> operations;
        if (seen.Going is not null)
        {
            operations = await RunningOperationsAsync(project, context.Stop);
        }
        else
        {
            var made = await CreateOnceAsync(desired, seen.Id, state, context);
            state = WithAnswer(state, made.Value, context);
            operations = made.Operations;
        }
        context.SavePartialState(seen.Id.ToString(), state);
        await AwaitAsync(project, operations, context.Stop);
        return state;
    }

    // It was looked up just before and absent, and this process has its turn: an object that exists after a lost answer is ours.
    private async Task<WithOperations<TObject>> CreateOnceAsync(T desired, NeonId id, T state, OperationContext context)
    {
        try
        {
            return await SendCreateAsync(desired, id, context.Stop);
        }
        catch (NeonUnavailableException lost) when (lost.OutcomeUnknown)
        {
            return await FindAsync(id, context.Stop) is { } made
                ? new(made, await RunningOperationsAsync(id.Project, context.Stop))
                : await SendCreateAsync(desired, id, context.Stop);
        }
        catch (NeonConflictException)
        {
            // The API shows an object that SQL made only after a while.
            throw Taken(desired, new(id, null, null, null), context);
        }
        catch (OperationCanceledException)
        {
            await SaveIfMadeAsync(desired, id, state, context);
            throw;
        }
    }

    private async Task SaveIfMadeAsync(T desired, NeonId id, T state, OperationContext context)
    {
        using var limit = new CancellationTokenSource(LastLook, Upstreams.Clock);
        try
        {
            if (await FindAsync(id, limit.Token) is not null)
            {
                context.SavePartialState(id.ToString(), state);
            }
        }
        catch (Exception e) when (e is NeonException or OperationCanceledException)
        {
            context.Info(
                $"It is not known whether the {Kind} {NameOf(desired)} was made; if it was, the next up goes on with it, or asks for Adopt "
                    + "= true where it cannot read its mark."
            );
        }
    }

    /// <summary>An object that was looked for.</summary>
    /// <param name="Id">Where it is or will be.</param>
    /// <param name="Object">The object; null: absent.</param>
    /// <param name="Going">The making of this resource that it goes on with; null: it was made otherwise.</param>
    /// <param name="Other">The making of another resource that it is of; null: none is known.</param>
    private sealed record Seen(NeonId Id, TObject? Object, NeonMaking? Going, NeonMaking? Other);
}

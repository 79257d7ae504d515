using System.Diagnostics.CodeAnalysis;
using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>
/// What all handlers of objects in a database share: identity, place in the program, connection, look. At a Neon address an object is bound
/// to the branch that it was made on: what the program leaves out was resolved then, and is read from the state.
/// </summary>
/// <typeparam name="T">The shape.</typeparam>
/// <typeparam name="TObservation">What the room observes.</typeparam>
internal abstract class SqlObjectHandler<[DynamicallyAccessedMembers(ShapeInfo.Kept)] T, TObservation>(UpstreamClients upstreams)
    : Handler<T>
    where T : class, ISqlShape<T>
    where TObservation : class
{
    private DatabaseAccess? _access;

    /// <summary>Kind of the object for messages and application_name: "publication".</summary>
    protected abstract string Kind { get; }

    /// <summary>The name part of an id: <c>schema</c>, <c>role</c>.</summary>
    protected abstract DatabaseIdForm IdForm { get; }

    /// <summary>
    /// Whether the object belongs to the whole server. The database of its connection is then only the way there, and it is worked on in a
    /// database on which all agree, where its account stands.
    /// </summary>
    protected virtual bool IsOfServer => false;

    /// <summary>Roles that something other than this provider makes.</summary>
    protected ExternalRoles ExternalRoles => upstreams.ExternalRoles;

    /// <summary>Changes that wait for captures.</summary>
    protected Readers Readers => upstreams.Readers;

    /// <summary>The way to the database.</summary>
    protected DatabaseAccess Access => _access ??= new(upstreams, Kind);

    /// <summary>The way to the database that the object is in.</summary>
    protected static Connection? ConnectionOf(T shape) => shape.Connection?.On(shape.BranchId);

    /// <summary>The parts of the name in the id.</summary>
    protected abstract IReadOnlyList<string> NameOf(T shape);

    /// <summary>
    /// The property that names the object, where the resource made it: a new name that somebody gave it by hand is taken back in place.
    /// </summary>
    protected virtual string? OwnName(T state) => null;

    /// <summary>The inputs that an import knows.</summary>
    protected abstract T FromId(Connection? connection, IReadOnlyList<string> name);

    /// <summary>Adds the room's queries to a batch; the result makes an observation of the rows once the batch was read.</summary>
    protected abstract Func<TObservation> Observe(FactBatch batch, PostgresSession session, T desired, T? current);

    public sealed override IReadOnlyList<string?> PlacesOf(T shape, UnknownSet unknown) =>
        [upstreams.PlaceOf(ConnectionOf(shape), unknown)];

    // An address says where the object is as well as how to get there, and only the way may change under it.
    public override void Diff(DiffContext<T> context)
    {
        if (ConnectionOf(context.OldInputs.On(context.State.BranchId)) is { } old && context.Desired.Connection is { } now)
        {
            var path = PropertyPath.Of(nameof(Connection));
            foreach (var member in now.MovedFrom(old, m => context.Unknown.Contains(PropertyPath.Member(path, m))))
            {
                if (IsOfServer && member == PropertyPath.Of(nameof(Connection.Database)))
                {
                    continue;
                }

                context.Set(PropertyPath.Member(path, member), new Change(ChangeKind.Update, Replaces: true));
            }
        }

        if (OwnName(context.State) is not { } property || context.Unknown.Contains(PropertyPath.Of(property)))
        {
            return;
        }

        var (wanted, there) = (NameOf(context.Desired)[0], NameOf(context.State)[0]);
        if (wanted == there)
        {
            context.Drop(property);
        }
        // The id has the name under which it was made; a name of the program that is another one makes another object.
        else if (DatabaseId.NameIn(context.Id, IdForm) is [var made, ..] && made == wanted)
        {
            context.Set(property, new Change(ChangeKind.Update));
        }
    }

    /// <summary>The id of an object.</summary>
    protected string IdOf(T shape, T named) => DatabaseId.Of(ConnectionOf(shape), NameOf(named));

    /// <summary>What a preview can say while inputs are unknown.</summary>
    /// <param name="state">The predicted state.</param>
    /// <param name="unknown">What is unknown.</param>
    /// <param name="known">Outputs that are known all the same, by name of the property.</param>
    protected Preview<T> PlannedLater(T state, UnknownSet unknown, IReadOnlyList<string> known) =>
        new(
            state,
            Plan.Nothing.Note($"statements are planned once {string.Join(", ", unknown.Paths.Order(StringComparer.Ordinal))} is known")
        )
        {
            UnknownOutputs =
            [
                .. Shape
                    .Properties.Where(static p => p.IsOutput && !p.IsInput)
                    .Select(static p => p.Name)
                    .Except(known.Select(PropertyPath.Of)),
            ],
        };

    /// <summary>
    /// The desired object on the branch of the one that there is, or that it replaces; where there is none, on the branch that the program
    /// names or none.
    /// </summary>
    protected static T Bound(T desired, T? current, OperationContext context) =>
        (current ?? context.Program.Predecessor(context.Urn)?.Shape as T) is { BranchId: { } branch } old
        && desired.Connection is { Branch: null } connection
        && connection.IsInProjectOf(old.Connection)
            ? desired.On(branch)
            : desired.On(desired.Connection?.Branch);

    /// <summary>The object on the branch that was found behind its address.</summary>
    protected T On(T shape, PostgresAddress address) =>
        shape.Connection is { IsNeon: true } ? shape.On(upstreams.BranchAt(address) ?? shape.BranchId) : shape;

    /// <summary>Looks at the database of a preview; says why and gives nothing where it cannot.</summary>
    protected async Task<(PostgresAddress? Address, TResult? Result)> LookAsync<TResult>(
        PreviewContext<T> context,
        T desired,
        Func<PostgresSession, CancellationToken, Task<TResult>> work
    )
        where TResult : class
    {
        var connection = ConnectionOf(desired);
        PostgresAddress? address = null;
        try
        {
            address = await Access.ResolveAsync(connection, context.Stop);
            return (address, await Access.ReadAsync(connection, await SeatAsync(connection, address, context.Stop), work, context.Stop));
        }
        catch (Exception e)
            when (e is not OperationCanceledException
                && UpstreamFailures.SkipReason(e, context.Current is null && connection is { IsNeon: true }) is { } because
            )
        {
            context.NotChecked($"{Kind} {string.Join('/', NameOf(desired))}", because);
            return (address, null);
        }
    }

    /// <summary>What Read knows of the object: what is saved, or what the id of an import says.</summary>
    protected T KnownOf(ReadContext<T> context)
    {
        if (context.Saved is { } saved)
        {
            return saved;
        }

        var (connection, name) = DatabaseId.Read(context.Id, IdForm);
        return FromId(connection, name);
    }

    /// <summary>Looks at the database of a Read; null where it is gone for certain.</summary>
    protected async Task<(PostgresAddress Address, TResult Result)?> FindAsync<TResult>(
        ReadContext<T> context,
        T known,
        Func<PostgresSession, CancellationToken, Task<TResult>> work
    )
    {
        var connection = ConnectionOf(known);
        try
        {
            return await Access.ResolveOrGoneAsync(connection, context.Stop) is { } address
                ? (address, await Access.ReadAsync(connection, await SeatAsync(connection, address, context.Stop), work, context.Stop))
                : null;
        }
        catch (DiagnosticException e) when (context.Saved is not null && DatabaseAccess.IsAddressFailure(e))
        {
            throw new DiagnosticException([.. e.Diagnostics.Select(static d => d with { Kind = FailureKind.Unreachable })], e);
        }
    }

    /// <summary>Where the object is worked on: the database of its connection, or the one on which all of the server agree.</summary>
    protected async Task<PostgresAddress> SeatAsync(Connection? connection, PostgresAddress address, CancellationToken stop) =>
        IsOfServer ? await HomeAsync(connection, address, stop) : address;

    /// <summary>The database where what belongs to the whole server has its accounts.</summary>
    protected async Task<PostgresAddress> HomeAsync(Connection? connection, PostgresAddress address, CancellationToken stop)
    {
        var homes = await Access.ReadAsync(connection, address, static (session, ct) => session.ReadAsync(ServerFacts.Home, ct), stop);
        // That look may have renewed the login.
        address = await Access.ResolveAsync(connection, stop);
        return homes is [var home] ? address with { Database = home } : address;
    }

    /// <summary>What the room observes, by itself.</summary>
    protected async Task<TObservation> ObserveAsync(PostgresSession session, T desired, T? current, CancellationToken stop)
    {
        var batch = new FactBatch();
        var observe = Observe(batch, session, desired, current);
        await session.ReadAsync(batch, stop);
        return observe();
    }

    /// <summary>The program's resources at the database of a shape.</summary>
    protected IReadOnlyList<ProgramResource> ProgramAt(OperationContext context, T shape, PostgresAddress? address)
    {
        // As the program names it, and as the state does.
        var named = upstreams.PlaceOf(shape.Connection, UnknownSet.None);
        var place = upstreams.PlaceOf(ConnectionOf(shape), UnknownSet.None);
        var found = address is null ? place : DatabaseId.PlaceOf(address);
        context.Program.SameServer(named, found);
        context.Program.SameServer(place, found);
        return context.Program.At(found, context.Urn);
    }

    /// <summary>
    /// Finds out for a preview on which Neon branch of the program an address is; false where that is nothing new, or not known.
    /// </summary>
    protected async Task<bool> FindServerAsync(PostgresAddress? address, OperationContext context) =>
        address is not null && await upstreams.FindServerAsync(DatabaseId.PlaceOf(address), context);

    /// <summary>The program's resources at a database.</summary>
    protected static IReadOnlyList<ProgramResource> ProgramAt(OperationContext context, PostgresAddress address) =>
        context.Program.At(DatabaseId.PlaceOf(address), context.Urn);

    /// <summary>Says that an object is not on the default branch of today, although the program names none.</summary>
    protected Task SayWhereItIsAsync(T saved, OperationContext context) =>
        upstreams.SayIfDefaultMovedAsync(saved.Connection, saved.BranchId, context);
}

using System.Diagnostics.CodeAnalysis;
using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;
using SessionOptions = NeonFlow.Postgres.SessionOptions;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>
/// What all SQL resources do alike: resolve the connection, look, plan, run the plan in one transaction, read back before COMMIT.
/// </summary>
/// <typeparam name="T">The shape.</typeparam>
/// <typeparam name="TFacts">What the room observes.</typeparam>
internal abstract class SqlResourceHandler<[DynamicallyAccessedMembers(ShapeInfo.Kept)] T, TFacts>(UpstreamClients upstreams) : Handler<T>
    where T : class
    where TFacts : class
{
    private static readonly TimeSpan ChangePatience = TimeSpan.FromSeconds(30);

    // How to log in changes nothing about what is made, or where.
    private static readonly string[] LoginPaths = ["connection.role", "connection.user", "connection.password", "connection.tlsMode"];

    protected UpstreamClients Upstreams { get; } = upstreams;

    /// <summary>Kind of the object for messages and application_name: "publication".</summary>
    protected abstract string Kind { get; }

    /// <summary>Form of the name part of an id, for messages: "&lt;schema&gt;/&lt;role&gt;".</summary>
    protected abstract string IdForm { get; }

    protected abstract Connection? ConnectionOf(T shape);

    /// <summary>The parts of the name in the id.</summary>
    protected abstract IReadOnlyList<string> NameOf(T shape);

    /// <summary>The inputs that an import knows.</summary>
    protected abstract T FromId(Connection? connection, IReadOnlyList<string> name);

    /// <summary>Name of the advisory lock: two changes of one lock never run at a time.</summary>
    protected abstract string LockOf(T shape);

    protected abstract Task<TFacts> ObserveAsync(PostgresSession session, T desired, T? current, CancellationToken stop);

    /// <summary>From what is observed to what is desired; create is the plan from nothing.</summary>
    protected abstract SqlPlan PlanTo(T desired, T? current, TFacts facts, PlanContext setting);

    /// <summary>What is observed before anything exists, for a plan without a look.</summary>
    protected abstract TFacts NotObserved(T desired);

    /// <summary>To nothing, of what this resource made.</summary>
    protected abstract SqlPlan PlanDelete(T state, TFacts facts);

    /// <summary>The actual object, with the account of what this resource made; null for a confirmed absence.</summary>
    /// <param name="known">Inputs as known: desired, saved, or those of an import.</param>
    /// <param name="account">What this resource answers for.</param>
    /// <param name="facts">What was observed.</param>
    /// <param name="import">Whether nothing but the id is known, so that everything found is taken over.</param>
    protected abstract T? ReadState(T known, T? account, TFacts facts, bool import);

    /// <summary>The desired state with the account after a plan.</summary>
    protected abstract T PredictState(T desired, T? current, TFacts facts, SqlPlan plan);

    /// <summary>What is not as desired after the statements.</summary>
    protected abstract IEnumerable<Diagnostic> Verify(T desired, TFacts facts);

    /// <summary>
    /// What this resource answers for, where the objects it changes cannot say who changed them: it is written down in the database with
    /// every change, so that a run which was killed before its answer arrived is
    /// finished by the next one. Null where the object itself bears a mark.
    /// </summary>
    protected virtual Account<T>? Account => null;

    /// <summary>What this resource tells the preflight.</summary>
    protected virtual object? IntentOf(T desired, bool isNew) => null;

    /// <summary>
    /// What of this resource is still its own to take away; null where another resource of the program has all of it. Throws where a
    /// capture of the program needs it.
    /// </summary>
    /// <param name="state">The saved state.</param>
    /// <param name="others">What the program's other resources are at the same place.</param>
    /// <param name="say">Says what stays, and why.</param>
    protected virtual T? Own(T state, IReadOnlyList<Prospect> others, Action<string> say) => state;

    /// <summary>
    /// What of an account is not wanted by a resource that told this intent; all of it where that is about something else.
    /// </summary>
    protected virtual IReadOnlyList<string> Unwanted(IReadOnlyList<string> account, T about, object intent) => account;

    /// <summary>Whether what this resource tells counts although nothing about it changes.</summary>
    protected virtual bool IntentStands => false;

    public sealed override IReadOnlyList<string?> PlacesOf(T shape, UnknownSet unknown) =>
        [Upstreams.PlaceOf(ConnectionOf(shape), unknown)];

    public sealed override IReadOnlyList<Intent> IntentsOf(T inputs, UnknownSet unknown, bool isNew)
    {
        var connection = ConnectionOf(inputs);
        return IntentOf(inputs, isNew) is not { } what
            ? []
            :
            [
                new(Upstreams.PlaceOf(connection, unknown), what)
                {
                    Unknown = [.. unknown.Paths.Where(static p => !LoginPaths.Contains(p))],
                    Stands = IntentStands,
                    Way = unknown.Contains("connection") ? null : connection,
                },
            ];
    }

    // An address says where the object is as well as how to get there, and only the way may change under it.
    public override void Diff(DiffContext<T> context)
    {
        if (ConnectionOf(context.OldInputs) is { } old && ConnectionOf(context.Desired) is { } now)
        {
            foreach (var member in now.MovedFrom(old, m => context.Unknown.Contains(PropertyPath.Member("connection", m))))
            {
                context.Set(PropertyPath.Member("connection", member), new Change(ChangeKind.Update, Replaces: true));
            }
        }
    }

    public override async Task<Preview<T>> PreviewAsync(PreviewContext<T> context)
    {
        if (context.Unknown.Any)
        {
            var names = string.Join(", ", context.Unknown.Paths.Order(StringComparer.Ordinal));
            return new Preview<T>(
                context.Current is null
                    ? context.Desired
                    : PredictState(context.Desired, context.Current, NotObserved(context.Desired), new SqlPlan()),
                Plan.Nothing.Note($"statements are planned once {names} is known")
            )
            {
                UnknownOutputs = [.. Shape.Properties.Where(static p => p.IsOutput && !p.IsInput).Select(static p => p.Name)],
            };
        }

        var desired = context.Desired;
        var connection = ConnectionOf(desired);
        var (address, facts, current) = await LookAsync(context, connection, desired);
        if (current is not null && address is not null)
        {
            (current, _) = Spare(current, desired, Wanted(context, connection, address));
        }

        var plan = PlanTo(desired, current, facts ?? NotObserved(desired), SettingOf(context, connection, address) with { Preview = true });
        if (facts is not null)
        {
            Report(plan, context, failures: true);
        }

        return new Preview<T>(PredictState(desired, current, facts ?? NotObserved(desired), plan), plan.ToPlan());
    }

    public override async Task<ResourceState<T>> CreateAsync(T desired, OperationContext context)
    {
        var state = await ChangeAsync(desired, null, context);
        return new ResourceState<T>(DatabaseId.Of(ConnectionOf(desired), NameOf(desired)), state);
    }

    public override Task<T> UpdateAsync(string id, T current, T desired, OperationContext context) =>
        ChangeAsync(desired, current, context);

    public override async Task<ResourceState<T>?> ReadAsync(ReadContext<T> context)
    {
        T known;
        if (context.Saved is { } saved)
        {
            known = saved;
        }
        else
        {
            var (connection, name) = DatabaseId.Read(context.Id, DatabaseIdForm.Parse(IdForm));
            known = FromId(connection, name);
        }

        var place = ConnectionOf(known);
        PostgresAddress address;
        TFacts facts;
        IReadOnlyList<Mark> marks;
        try
        {
            if (await ResolveOrGoneAsync(place, context.Stop) is not { } found)
            {
                return null;
            }

            address = found;
            (facts, marks) = await WithPathsAsync(
                place,
                () =>
                    Upstreams.Sessions.ReadAsync(
                        address,
                        Options(patient: false),
                        (s, ct) => SeeAsync(s, known, context.Saved, context.Urn, ct),
                        context.Stop
                    )
            );
        }
        catch (DiagnosticException e) when (context.Saved is not null && IsAddressFailure(e))
        {
            // A database or a host that is not there any more says nothing about the object: the program may have moved with it, and it
            // runs only after this.
            throw new DiagnosticException([.. e.Diagnostics.Select(static d => d with { Kind = FailureKind.Unreachable })], e);
        }

        var account = context.Saved is null ? null : Known(known, context.Saved, marks);
        var actual = ReadState(known, account, facts, import: context.Saved is null);
        if (actual is null)
        {
            return null;
        }

        if (context.Saved is not null)
        {
            foreach (var warning in PlanTo(known, account, facts, SettingOf(context, place, address)).Warnings)
            {
                context.Warn(warning);
            }
        }

        return new ResourceState<T>(context.Saved is null ? DatabaseId.Of(place, NameOf(actual)) : context.Id, actual);
    }

    public override async Task DeleteAsync(string id, T state, OperationContext context)
    {
        var connection = ConnectionOf(state);
        if (await ResolveOrGoneAsync(connection, context.Stop) is not { } address)
        {
            context.Info($"{Kind} went with its database {connection!.Database}, which does not exist any more.");
            return;
        }

        // In a destroy nothing of the program comes any more.
        var others = Wanted(context, connection, address).Where(static p => p.Stage != IntentStage.Absent).ToList();
        var said = new List<string>();
        if (Own(state, others, said.Add) is { } own)
        {
            try
            {
                await WithPathsAsync(
                    connection,
                    () =>
                        Upstreams.Sessions.ChangeAsync(
                            address,
                            LockOf(state),
                            Options(patient: true),
                            async (session, stop) =>
                            {
                                var (facts, marks) = await SeeAsync(session, own, own, context.Urn, stop);
                                var (rest, heirs) = Spare(Known(own, own, marks)!, null, others);
                                if (heirs.Any(h => h.Urn == context.Urn))
                                {
                                    // What is there, its mark too, is this resource's own again.
                                    return true;
                                }

                                var plan = PlanDelete(rest, facts);
                                if (plan.Failures.Count > 0)
                                {
                                    throw new DiagnosticException(plan.Failures);
                                }

                                await session.ExecuteAsync(plan.Statements, stop);
                                await InheritAsync(session, state, heirs, stop);
                                await Mark.WriteAsync(session, OwnerOf(context.Urn, state), marks, [], stop);
                                said.AddRange(heirs.Select(static h => h.Words).Except(said));
                                return true;
                            },
                            context.Stop
                        )
                );
            }
            catch (DiagnosticException e) when (e.InnerException is DatabaseException { Failure: DatabaseFailure.DatabaseMissing })
            {
                said = [$"{Kind} went with its database {address.Database}, which does not exist any more."];
            }
        }

        said.ForEach(context.Info);
    }

    /// <summary>The address of what exists; null where the whole database, branch or project is gone for certain.</summary>
    protected async Task<PostgresAddress?> ResolveOrGoneAsync(Connection? connection, CancellationToken stop)
    {
        try
        {
            return await Upstreams.ResolveAsync(connection, "connection", stop);
        }
        catch (DiagnosticException missing)
            when (connection is { IsNeon: true } && missing.Diagnostics.All(static d => d.Kind == FailureKind.NotFound))
        {
            if (await Upstreams.NeonAddresses.IsGoneAsync(connection, stop))
            {
                return null;
            }

            throw;
        }
    }

    private static bool IsAddressFailure(DiagnosticException e) =>
        e.Diagnostics.All(static d => d.Kind is FailureKind.NotFound or FailureKind.Invalid)
        && (e.InnerException is not DatabaseException database || database.Failure == DatabaseFailure.DatabaseMissing);

    /// <summary>Adds the place to what the client threw.</summary>
    protected static async Task<TResult> WithPathsAsync<TResult>(Connection? connection, Func<Task<TResult>> work)
    {
        try
        {
            return await work();
        }
        catch (DatabaseException e)
        {
            throw new DiagnosticException(PostgresFailures.Read(e, connection), e);
        }
    }

    protected SessionOptions Options(bool patient) =>
        new() { ApplicationName = $"neonflow {Kind}", Patience = patient ? ChangePatience : TimeSpan.Zero };

    /// <summary>Looks at the database of a preview; says why and returns null where it cannot.</summary>
    protected async Task<(PostgresAddress? Address, TFacts? Facts, T? Current)> LookAsync(
        PreviewContext<T> context,
        Connection? connection,
        T desired
    )
    {
        PostgresAddress? address = null;
        try
        {
            address = await Upstreams.ResolveAsync(connection, "connection", context.Stop);
            var place = address;
            var (facts, marks) = await WithPathsAsync(
                connection,
                () =>
                    Upstreams.Sessions.ReadAsync(
                        place,
                        Options(patient: false),
                        (s, ct) => SeeAsync(s, desired, context.Current, context.Urn, ct),
                        context.Stop
                    )
            );
            return (address, facts, Known(desired, context.Current, marks));
        }
        catch (Exception e)
            when (e is not OperationCanceledException
                && SkipReason(e, context.Current is null && connection is { IsNeon: true }) is { } because
            )
        {
            context.NotChecked($"{Kind} {string.Join('/', NameOf(desired))}", because);
            return (address, null, context.Current);
        }
    }

    // No credentials or no network is no reason to fail a preview; a wrong password or a malformed address is. What a Neon address names
    // may be made by this very program.
    private static string? SkipReason(Exception e, bool mayBeMade)
    {
        var diagnostic = e is DiagnosticException known ? known.Diagnostics[0] : UpstreamFailures.Read(e);
        return
            diagnostic is not null
            && (
                diagnostic.Kind is FailureKind.Unreachable or FailureKind.Unavailable
                || diagnostic.Code == CoreDiagnostics.MissingSetting
                || (mayBeMade && diagnostic.Kind == FailureKind.NotFound)
            )
            ? diagnostic.Message.TrimEnd('.')
            : null;
    }

    private async Task<T> ChangeAsync(T desired, T? current, OperationContext context)
    {
        var connection = ConnectionOf(desired);
        var address = await Upstreams.ResolveAsync(connection, "connection", context.Stop);
        var setting = SettingOf(context, connection, null);
        return await WithPathsAsync(
            connection,
            () =>
                Upstreams.Sessions.ChangeAsync(
                    address,
                    LockOf(desired),
                    Options(patient: true),
                    async (session, stop) =>
                    {
                        var (facts, marks) = await SeeAsync(session, desired, current, context.Urn, stop);
                        var known = Known(desired, current, marks);
                        IReadOnlyList<Heir> heirs = [];
                        if (known is not null)
                        {
                            (known, heirs) = Spare(known, desired, Wanted(context, connection, address));
                        }

                        var plan = PlanTo(desired, known, facts, setting);
                        Report(plan, context, failures: true);
                        if (plan.Statements.Count > 0)
                        {
                            await session.ExecuteAsync(plan.Statements, stop);
                            await session.ExecuteAsync(plan.Probes, stop);
                            facts = await ObserveAsync(session, desired, current, stop);
                            if (Verify(desired, facts).ToList() is { Count: > 0 } differences)
                            {
                                throw new DiagnosticException(differences);
                            }
                        }

                        var after = PredictState(desired, known, facts, plan);
                        if (Account is { } account)
                        {
                            await InheritAsync(session, desired, heirs, stop);
                            await Mark.WriteAsync(session, OwnerOf(context.Urn, desired), marks, account.Of(after) ?? [], stop);
                        }

                        return after;
                    },
                    context.Stop
                )
        );
    }

    private async Task<(TFacts Facts, IReadOnlyList<Mark> Marks)> SeeAsync(
        PostgresSession session,
        T desired,
        T? current,
        string urn,
        CancellationToken stop
    )
    {
        var marks = Account is null ? null : session.WithNextBatch(Mark.Query(OwnerOf(urn, desired)));
        var facts = await ObserveAsync(session, desired, current, stop);
        return (facts, marks?.Rows ?? []);
    }

    // What was written down together with the work is true, whatever the state knows of it.
    private T? Known(T desired, T? current, IReadOnlyList<Mark> marks) =>
        marks.Count == 0 ? current : Account!.With(current ?? desired, marks[0].Lines);

    /// <summary>
    /// Takes out of an account what goes and is wanted by another resource of the program: that is not taken away, and the other one, which
    /// may have found it there, answers for it from now on.
    /// </summary>
    private (T State, IReadOnlyList<Heir> Heirs) Spare(T state, T? desired, IReadOnlyList<Prospect> others)
    {
        if (Account is not { } account)
        {
            return (state, []);
        }

        var all = account.Of(state) ?? [];
        var gone = desired is null ? all : Unwanted(all, desired, IntentOf(desired, isNew: false)!);
        var heirs = new List<Heir>();
        foreach (var other in others)
        {
            var left = Unwanted(gone, state, other.Intent.What);
            if (left.Count < gone.Count)
            {
                heirs.Add(new(other, [.. gone.Except(left, StringComparer.Ordinal)]));
                gone = left;
            }
        }

        return heirs.Count == 0
            ? (state, heirs)
            : (account.With(state, [.. all.Except(heirs.SelectMany(static h => h.Items), StringComparer.Ordinal)]), heirs);
    }

    private async Task InheritAsync(PostgresSession session, T shape, IReadOnlyList<Heir> heirs, CancellationToken stop)
    {
        foreach (var heir in heirs)
        {
            // Both are about the same part of the id, else the one would not want what the other has.
            var owner = OwnerOf(heir.Urn, shape);
            var there = await session.ReadAsync(Mark.Query(owner), stop);
            await Mark.WriteAsync(
                session,
                owner,
                there,
                [.. there.SelectMany(static m => m.Lines).Union(heir.Items, StringComparer.Ordinal).Order(StringComparer.Ordinal)],
                stop
            );
        }
    }

    // One resource has another object after it was renamed; what was written down of the first does not hold for the second.
    private string OwnerOf(string urn, T shape) => $"{Marker(urn)} {Account?.For(shape)}";

    private static void Report(SqlPlan plan, OperationContext context, bool failures)
    {
        if (failures && plan.Failures.Count > 0)
        {
            throw new DiagnosticException(plan.Failures);
        }

        foreach (var warning in plan.Warnings)
        {
            context.Warn(warning);
        }
    }

    /// <summary>What the program's other resources want at a database; see <see cref="IntentLedger.Wanted"/>.</summary>
    protected IReadOnlyList<Prospect> Wanted(OperationContext context, Connection? connection, PostgresAddress address)
    {
        var place = DatabaseId.PlaceOf(address);
        context.Intents.Same(Upstreams.PlaceOf(connection, UnknownSet.None), place);
        return context.Intents.Wanted(place, context.Urn);
    }

    private PlanContext SettingOf(OperationContext context, Connection? connection, PostgresAddress? address)
    {
        var place = Upstreams.PlaceOf(connection, UnknownSet.None) ?? (address is null ? null : DatabaseId.PlaceOf(address));
        context.Intents.Same(place, address is null ? null : DatabaseId.PlaceOf(address));
        return new PlanContext
        {
            Marker = Marker(context.Urn),
            TablesToBeCreated = [.. context.Intents.Of<WatermarksIntent>(place).Select(static w => w.Table)],
            UnknownTablesMayBeCreated = context.IsPreview && context.Intents.MayCome<WatermarksIntent>(place),
            RolesToBeCreated = [.. context.Intents.Of<RoleIntent>(place).Select(static r => r.Name)],
            PublicationsToBeCreated = [.. context.Intents.Of<PublicationIntent>(place).Select(static p => p.Name)],
            ReplacedPublications =
            [
                .. context
                    .Intents.Look(place, context.Urn)
                    .Where(static p => p.Stage == IntentStage.Leaving)
                    .Select(static p => p.Intent.What)
                    .OfType<PublicationIntent>()
                    .Select(static p => p.Name),
            ],
        };
    }

    private static string Marker(string urn) => $"neonflow {urn}";
}

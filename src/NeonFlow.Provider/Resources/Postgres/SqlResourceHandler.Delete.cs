using NeonFlow.Postgres;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres;

internal abstract partial class SqlResourceHandler<T, TObservation, TPlan>
{
    public sealed override async Task<Plan> PreviewReplacedAsync(T replaced, T desired, OperationContext context)
    {
        // Under the same identity nothing goes, or the plan of the new one says that it goes first.
        desired = Bound(desired, null, context);
        if (IdOf(replaced, replaced) == IdOf(desired, desired))
        {
            return Plan.Nothing;
        }

        try
        {
            var connection = ConnectionOf(replaced);
            if (await Access.ResolveOrGoneAsync(connection, context.Stop) is not { } address)
            {
                return Plan.Nothing;
            }

            var look = await Access.ReadAsync(
                connection,
                await SeatAsync(connection, address, context.Stop),
                (session, stop) => LookAsync(session, replaced, replaced, context, stop),
                context.Stop
            );
            replaced = look.Desired;
            var plan = TPlan.Delete(replaced, look.Observation!, OwnershipOf(context, replaced, replaced, look.Accounts));
            Refuse([
                .. plan.Failures.Select(f =>
                    f with
                    {
                        Message = $"The {Kind} {string.Join('/', NameOf(replaced))}, which is replaced, could not go. {f.Message}",
                    }
                ),
            ]);
            return plan.ToPlan(context.Marks.Own, isAfterwards: true);
        }
        catch (Exception e) when (e is not OperationCanceledException && UpstreamFailures.SkipReason(e, mayBeMade: false) is { } because)
        {
            context.NotChecked($"{Kind} {string.Join('/', NameOf(replaced))}, which is replaced", because);
            return Plan.Nothing;
        }
    }

    public override async Task DeleteAsync(string id, T state, OperationContext context)
    {
        var connection = ConnectionOf(state);
        if (await Access.ResolveOrGoneAsync(connection, context.Stop) is not { } address)
        {
            context.Info($"{Kind} went with its database {connection!.Database}, which does not exist any more.");
            return;
        }

        // In a destroy nothing of the program comes any more.
        var remaining = ProgramAt(context, state, address).Remaining();
        var said = new List<string>();
        if (!IsKept(state, remaining, said.Add))
        {
            try
            {
                var left = await DeleteAsync(state, connection, address, context, context.Stop);
                said.AddRange(left.Left);
                await Readers.AfterAsync(
                    left.Readers,
                    $"{context.Urn} {id}",
                    async stop => (await DeleteAsync(state, connection, address, context, stop)).Readers,
                    context.Stop
                );
            }
            catch (DiagnosticException e) when (!IsOfServer && DatabaseAccess.IsDatabaseMissing(e))
            {
                said = [$"{Kind} went with its database {address.Database}, which does not exist any more."];
            }
        }

        said.ForEach(context.Info);
        foreach (var left in await LeftAsync(connection, address, context))
        {
            context.InfoOnce(left);
        }
    }

    // What a run that was killed has made, and no resource of the state is about: a destroy does not take it away.
    private async Task<IReadOnlyList<string>> LeftAsync(Connection? connection, PostgresAddress address, OperationContext context)
    {
        // An engine that does not read before it deletes does not tell what is in the state.
        if (!ProgramAt(context, address).Any(r => r.Urn == context.Urn))
        {
            return [];
        }

        var said = new List<string>();
        try
        {
            // What belongs to the whole server has its accounts in one database of it.
            var home = await HomeAsync(connection, address, context.Stop);
            foreach (var place in home.Database == address.Database ? [address] : new[] { address, home })
            {
                var marked = await Access.ReadAsync(
                    connection,
                    place,
                    static (session, stop) => session.ReadAsync(MarkedObject.Query, stop),
                    context.Stop
                );
                said.AddRange(
                    marked
                        // What is about objects of the Neon API is told by their own rooms.
                        .Where(m => m.Mark?.IsOf(NeonArea) == false && context.Marks.IsLeftOver(m.Mark))
                        .Select(m => m.Explain(context.Marks, place == address ? null : place.Database))
                );
            }
        }
        catch (DiagnosticException)
        {
            // Nothing is said of what cannot be looked at: the delete itself has been done.
        }

        return said;
    }

    private async Task<SqlPlan> DeleteAsync(
        T state,
        Connection? connection,
        PostgresAddress address,
        OperationContext context,
        CancellationToken ended
    ) =>
        await Access.ChangeAsync(
            connection,
            await SeatAsync(connection, address, ended),
            LockOf(state),
            (session, stop) => DeleteAsync(session, state, context, stop),
            ended
        );

    private async Task<SqlPlan> DeleteAsync(PostgresSession session, T state, OperationContext context, CancellationToken stop)
    {
        var look = await LookAsync(session, state, state, context, stop);
        state = look.Desired;
        var ownership = OwnershipOf(context, state, state, look.Accounts);
        var plan = TPlan.Delete(state, look.Observation!, ownership);
        Refuse(plan.Failures);
        await session.ExecuteAsync(plan.Statements, stop);
        if (plan.Revoked.Count > 0)
        {
            var after = await ObserveAsync(session, state, state, stop);
            Refuse(await OwnedGrantors.LeftAsync(session, TPlan.Delete(state, after, ownership), stop));
        }

        if (TPlan.HasAccount)
        {
            await ownership.WriteAsync(session, plan.Listed, stop);
        }

        return plan;
    }
}

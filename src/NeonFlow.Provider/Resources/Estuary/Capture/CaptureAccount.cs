using NeonFlow.Estuary;
using NeonFlow.Neon;
using NeonFlow.Postgres;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Resources.Neon;
using NeonFlow.Provider.Resources.Postgres;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Estuary.Capture;

/// <summary>
/// What a capture reads, written down in its database by the way that the program gives to look at it. Grant, publication and watermarks
/// table take nothing of it away before the capture has let go; what waited for that runs after each change of the account.
/// </summary>
internal sealed class CaptureAccount(UpstreamClients upstreams)
{
    private readonly DatabaseAccess _access = new(upstreams, "capture");
    private readonly NeonOwnership _ownership = new(upstreams);

    /// <summary>Writes down what a capture reads that has been published and runs.</summary>
    /// <param name="state">The capture.</param>
    /// <param name="spec">What is in force; null where somebody has just removed it.</param>
    /// <param name="addresses">The address list that it gets in by; null: none.</param>
    /// <param name="context">The operation.</param>
    public async Task WriteAsync(Capture state, CaptureSpec? spec, AddressList? addresses, OperationContext context)
    {
        if (addresses is not null)
        {
            await _ownership
                .WriteEntriesAsync(NeonProjectId.Parse(addresses.Project, null), addresses.Blocks, context)
                .ConfigureAwait(false);
        }

        if (state.Connection is { } connection && spec is not null)
        {
            try
            {
                var address = await _access.ResolveAsync(connection, context.Stop).ConfigureAwait(false);
                await WriteAsync(connection, address, state, ReadingsOf(spec), context).ConfigureAwait(false);
            }
            // What waits for it is in the same database; without that, the capture runs all the same.
            catch (Exception e)
                when (e is not OperationCanceledException
                    && !upstreams.Readers.Waits(context.Marks.Own.Id)
                    && UpstreamFailures.First(e) is { } because
                )
            {
                context.Info(
                    $"{state.CaptureName} could not write down in its database what it reads; grants and publication take away at once "
                        + $"what leaves the program: {because.Message}"
                );
            }
        }

        await upstreams.Readers.EndAsync(context.Marks.Own.Id, context.Stop).ConfigureAwait(false);
    }

    /// <summary>
    /// Removes a capture, and what was written down of it: that first, because after a run that was killed in between nothing knows of a
    /// capture any more that is gone. One that Estuary does not remove gets it back.
    /// </summary>
    /// <param name="state">The capture.</param>
    /// <param name="remove">Removes the capture.</param>
    /// <param name="context">The operation.</param>
    public async Task RemoveAsync(Capture state, Func<Task> remove, OperationContext context)
    {
        var read = await RewriteAsync(state, [], context).ConfigureAwait(false);
        try
        {
            await remove().ConfigureAwait(false);
        }
        catch (Exception e)
            when (e is DiagnosticException or EstuaryException
                && e is not (EstuaryUnavailableException { OutcomeUnknown: true } or EstuaryUnreachableException)
            )
        {
            await RewriteAsync(state, read, context).ConfigureAwait(false);
            throw;
        }

        if (state.Connection?.ProjectId is { } project)
        {
            await _ownership.WriteEntriesAsync(project, [], context).ConfigureAwait(false);
        }

        await upstreams.Readers.EndAsync(context.Marks.Own.Id, context.Stop).ConfigureAwait(false);
    }

    // Gives back what was written down before.
    private async Task<IReadOnlyList<Owned>> RewriteAsync(Capture state, IReadOnlyList<Owned> readings, OperationContext context)
    {
        if (state.Connection is not { } connection)
        {
            return [];
        }

        try
        {
            return await _access.ResolveOrGoneAsync(connection, context.Stop).ConfigureAwait(false) is { } address
                ? await WriteAsync(connection, address, state, readings, context).ConfigureAwait(false)
                : [];
        }
        catch (DiagnosticException e) when (DatabaseAccess.IsDatabaseMissing(e))
        {
            return [];
        }
        // A capture can be deleted whose database nobody reaches.
        catch (Exception e) when (e is not OperationCanceledException && UpstreamFailures.First(e) is { } because)
        {
            context.Info(
                $"What {state.CaptureName} reads may still be written down in its database, and counts until its slot is gone: "
                    + because.Message
            );
            return [];
        }
    }

    private static IReadOnlyList<Owned> ReadingsOf(CaptureSpec spec)
    {
        var endpoint = SourcePostgresEndpoint.Read(spec.Config);
        Owned Reading(TableName table, bool writes) =>
            Owned.Reading(table, endpoint.User, endpoint.PublicationName, endpoint.SlotName, writes);
        var watermarks = endpoint.ReadOnly || !TableName.TryParse(endpoint.WatermarksTable, null, out var table) ? null : (TableName?)table;
        return
        [
            .. CapturePlan.Bindings(spec).Select(CapturePlan.TableOf).Distinct().Where(t => t != watermarks).Select(t => Reading(t, false)),
            .. watermarks is { } written ? new[] { Reading(written, true) } : [],
        ];
    }

    private Task<IReadOnlyList<Owned>> WriteAsync(
        Connection connection,
        PostgresAddress address,
        Capture state,
        IReadOnlyList<Owned> readings,
        OperationContext context
    )
    {
        var subject = new SqlSubject($"capture {state.CaptureName}");
        return _access.ChangeAsync(
            connection,
            address,
            subject.Text,
            async (session, stop) =>
            {
                var batch = new FactBatch();
                var search = AccountSearch.Add(batch, context.Marks, [subject], null);
                await session.ReadAsync(batch, stop).ConfigureAwait(false);
                var found = search();
                // The addresses that it gets in by stand in another account of it, where its database is the oldest of the branch.
                found = found with
                {
                    Accounts = [.. found.Accounts.Where(a => a.Lines.Count > 0 && found.IsAbout(a, subject))],
                };
                var ownership = SqlOwnership.Read(context.Marks, subject, null, found);
                await ownership.WriteAsync(session, readings, stop).ConfigureAwait(false);
                return ownership.Own;
            },
            context.Stop
        );
    }
}

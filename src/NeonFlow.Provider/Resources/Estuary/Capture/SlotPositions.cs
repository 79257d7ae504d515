using NeonFlow.Estuary;
using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Pipeline;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;
using SessionOptions = NeonFlow.Postgres.SessionOptions;

namespace NeonFlow.Provider.Resources.Estuary.Capture;

/// <summary>Where the slot of a <see cref="Capture"/> stands: remembered after a publish, and awaited before one that needs it.</summary>
internal sealed class SlotPositions(UpstreamClients upstreams, CaptureInspection inspection)
{
    private const int SlotLooks = 8;

    private static readonly TimeSpan SlotPause = TimeSpan.FromMilliseconds(250);

    // A capture that has nothing to do writes a watermark, and confirms it, once a minute.
    private static readonly TimeSpan PassPatience = TimeSpan.FromMinutes(3);

    /// <summary>
    /// Remembers where slot and publication stand, unless the slot is about to be made anew, or was already and nothing has been backfilled
    /// since; and which tables were captured.
    /// </summary>
    /// <param name="state">The capture as published.</param>
    /// <param name="change">What was published.</param>
    /// <param name="verdict">What was seen before the publish.</param>
    /// <param name="context">The operation.</param>
    public async Task<Capture> RecordAsync(Capture state, CaptureChange change, PreflightVerdict verdict, OperationContext context)
    {
        var live = await upstreams.Estuary.FindLiveAsync(state.CaptureName.ToString(), context.Stop).ConfigureAwait(false);
        if (live is null)
        {
            return state;
        }

        var spec = CapturePlan.SpecOf(live);
        var (isNew, accepts) = (change.Current is null, state.OnLoss == LossPolicy.Accept);
        var known = accepts ? null : change.Current?.CapturedTables;
        state = state with { CapturedTables = CapturePlan.CapturedTables(spec, known, verdict.Tables) };
        var subject = CapturePlan.Subject(state, spec, CapturePlan.HostOf(state.Address));
        var goesOn = !isNew && CapturePlan.StateKeys(change.LiveSpec).Intersect(subject.Bindings, StringComparer.Ordinal).Any();
        var place = new CapturePlace(null, CaptureInspection.ConnectionOf(state));
        CaptureFacts? facts = null;
        for (var look = 0; look < SlotLooks; look++)
        {
            if (look > 0)
            {
                await Task.Delay(SlotPause, context.Stop).ConfigureAwait(false);
            }

            // A new capture makes its slot right after it has opened.
            facts = await inspection.LookAsync(place, subject with { Tables = [] }, context).ConfigureAwait(false);
            if (facts is null or { Slot.ConfirmedFlushLsn: not null } || !isNew)
            {
                break;
            }
        }

        if (facts is null)
        {
            return state;
        }

        var now = SlotPosition.Of(facts, subject.Bindings);
        return state with
        {
            SlotPosition = (
                goesOn && !accepts && subject.Position?.Remade(facts, subject.Bindings) is not null ? subject.Position
                // A slot that was there already may be the one that the capture is about to drop.
                : goesOn || (isNew && verdict.HasSlot == false) ? now
                : now with { Confirmed = null }
            ).ToString(),
        };
    }

    /// <summary>
    /// A change is decoded with the catalogue as it was when the change was made, and a publication that is younger does not exist for it:
    /// the capture that runs goes on with the old one until it has confirmed everything up to now, the making of the new one included.
    /// </summary>
    public async Task WaitPastNewPublicationAsync(
        Capture desired,
        CaptureSpec? live,
        IReadOnlyCollection<string> again,
        OperationContext context
    )
    {
        if (live is null || CapturePlan.LeftPublication(desired, live, again) is not { } left)
        {
            return;
        }

        try
        {
            await WaitAsync(SourcePostgresEndpoint.Read(live.Config).SlotName, Ahead(desired, live, left), desired, context)
                .ConfigureAwait(false);
        }
        catch (DatabaseException e)
        {
            context.NotChecked($"whether the capture has come past the making of {desired.PublicationName}", UpstreamFailures.Read(e)!);
        }
    }

    private async Task WaitAsync(string slot, Diagnostic ahead, Capture desired, OperationContext context)
    {
        var address = await upstreams
            .ResolveAsync(CaptureInspection.ConnectionOf(desired), PropertyPath.Of(nameof(Capture.Connection)), context.Stop)
            .ConfigureAwait(false);
        var deadline = Environment.TickCount64 + (long)PassPatience.TotalMilliseconds;
        string? goal = null;
        while (true)
        {
            var (now, found) = await ReadAsync(address, slot, context.Stop).ConfigureAwait(false);
            goal ??= now;
            if (found is not { Active: true, ConfirmedFlushLsn: { } confirmed })
            {
                // The slot has no reader, so it will not move: what was wrong before is to be put right by this very publish.
                context.Warn(ahead);
                return;
            }

            if (!SlotFacts.IsBefore(confirmed, goal))
            {
                return;
            }

            if (Environment.TickCount64 >= deadline)
            {
                throw new DiagnosticException(ahead);
            }

            context.Status($"waiting until the capture has come past the making of {desired.PublicationName} ({confirmed} of {goal})");
            await Task.Delay(SlotPause, context.Stop).ConfigureAwait(false);
        }
    }

    private Task<(string Now, SlotFacts? Slot)> ReadAsync(PostgresAddress address, string slot, CancellationToken stop) =>
        upstreams.Sessions.ReadAsync(
            address,
            new SessionOptions { ApplicationName = "neonflow capture" },
            async (session, ct) =>
            {
                var batch = new FactBatch();
                var position = batch.Add(SlotFacts.Now);
                var found = batch.Add(SlotFacts.Query(slot));
                await session.ReadAsync(batch, ct).ConfigureAwait(false);
                return (position.FirstOrDefault!, found.FirstOrDefault);
            },
            stop
        );

    private static Diagnostic Ahead(Capture desired, CaptureSpec live, string left) =>
        new(
            PreflightDiagnostics.PublicationAhead,
            nameof(Capture.PublicationName),
            $"{desired.CaptureName} reads the publication {left}, and has not come past the making of {desired.PublicationName}. "
                + $"{PreflightDiagnostics.PublicationAhead.Consequence}"
        )
        {
            Fix =
                $"{CapturePlan.Subject(desired, live, null).Backfill()}   // everything is captured again; or, with "
                + "publicationName as it was, see that the capture runs, and change the name then",
            Kind = FailureKind.Unavailable,
        };
}

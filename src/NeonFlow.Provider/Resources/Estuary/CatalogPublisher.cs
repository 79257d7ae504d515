using NeonFlow.Estuary;
using NeonFlow.Postgres;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;
using TaskStatus = NeonFlow.Estuary.TaskStatus;

namespace NeonFlow.Provider.Resources.Estuary;

/// <summary>What every task of the catalogue does alike: look, refuse what others made, publish, wait until it runs.</summary>
internal sealed class CatalogPublisher(UpstreamClients upstreams)
{
    // A connector opens before it reads: what stops it may come some seconds after it counts as running.
    private const int LooksOfOneThatRan = 2;
    private const int LooksOfOneThatFailed = 8;

    private static readonly TimeSpan RunPatience = TimeSpan.FromMinutes(15);

    /// <summary>What is live under the names, and who uses the collections among them.</summary>
    /// <param name="names">Catalogue names.</param>
    /// <param name="inQuestion">Whether it matters who uses a collection.</param>
    /// <param name="context">The operation.</param>
    public async Task<CatalogView> GetAsync(IReadOnlyList<string> names, Func<string, bool> inQuestion, OperationContext context)
    {
        var live = await upstreams.Estuary.GetLiveAsync(names, context.Stop).ConfigureAwait(false);
        var shared = live.Where(s => s.Type == SourcePostgres.CollectionType && inQuestion(s.Name)).Select(static s => s.Name).ToList();
        return new(live, shared.Count == 0 ? [] : await upstreams.Estuary.GetUsesAsync(shared, context.Stop).ConfigureAwait(false));
    }

    /// <summary>The same; null, with a "not checked" line, where it cannot be looked at in a preview.</summary>
    /// <param name="what">Kind and name, for people.</param>
    /// <param name="names">Catalogue names.</param>
    /// <param name="inQuestion">Whether it matters who uses a collection.</param>
    /// <param name="context">The preview.</param>
    public async Task<CatalogView?> LookAsync(
        string what,
        IReadOnlyList<string> names,
        Func<string, bool> inQuestion,
        OperationContext context
    )
    {
        try
        {
            return await GetAsync(names, inQuestion, context).ConfigureAwait(false);
        }
        catch (Exception e) when (UpstreamFailures.SkipReason(e, mayBeMade: false) is { } because)
        {
            context.NotChecked(what, because);
            return null;
        }
    }

    /// <summary>
    /// Refuses a task that is live already, unless an interrupted run of this resource made it or the program takes it over.
    /// </summary>
    /// <param name="task">The task that is to be.</param>
    /// <param name="live">What is live under its name, unless the resource has it.</param>
    /// <param name="former">URN under which the state has it, where the program does not have that resource any more.</param>
    /// <param name="context">The operation.</param>
    public static void RefuseForeign(CatalogTask task, IReadOnlyList<LiveSpec> live, string? former, OperationContext context)
    {
        if (task.Adopts || live.FirstOrDefault(s => !CatalogOwnership.IsOurs(s, context)) is not { } foreign)
        {
            return;
        }

        var mark = CatalogOwnership.MarkOf(foreign);
        former ??= context.Marks.FormerName(mark);
        throw new DiagnosticException(
            new Diagnostic(
                EstuaryDiagnostics.Taken,
                task.NameProperty,
                former is null
                    ? $"The {foreign.Type} {foreign.Name} exists already{PublishedBy(foreign)}, {context.Marks.MadeBy(mark)}."
                    : $"The {foreign.Type} {foreign.Name} exists already: this stack knows it as {ResourceName.Of(former)}."
            )
            {
                Kind = FailureKind.Conflict,
                Fix = former is null
                    ? $"Adopt = true   // or: pulumi import {task.Token} <name> {task.Name}"
                    : context.Marks.AliasOf(former),
            }
        );
    }

    /// <summary>Who published a spec last, in parentheses with a leading space; empty where that is not known.</summary>
    public static string PublishedBy(LiveSpec spec) => spec.LastPubUser is null ? "" : $" (last published by {spec.LastPubUser})";

    /// <summary>
    /// Publishes what is staged over what is live. Estuary finishes the publish of a run that was killed all the same: where that came in
    /// between, this one is staged anew.
    /// </summary>
    public async Task<PublishOutcome> PublishAsync(CatalogTask task, IReadOnlyList<LiveSpec> live, OperationContext context)
    {
        while (true)
        {
            var staged = await task.StageAsync(live).ConfigureAwait(false);
            if (staged.Count == 0)
            {
                return new(false, null);
            }

            try
            {
                return await SendAsync(task, Request(task, staged, live, context), context.Stop).ConfigureAwait(false);
            }
            catch (EstuaryPublishException refused)
            {
                live =
                    await OvertakenByOurselvesAsync(refused, live, staged, context).ConfigureAwait(false) ?? throw Explain(refused, task);
            }
        }
    }

    /// <summary>Lets Estuary build and validate what would be published, without changing any spec.</summary>
    public async Task DryRunAsync(CatalogTask task, IReadOnlyList<string> names, OperationContext context)
    {
        using var source = task.Source;
        try
        {
            var live = await upstreams.Estuary.GetLiveAsync(names, context.Stop).ConfigureAwait(false);
            var staged = await task.StageAsync(live).ConfigureAwait(false);
            await SendAsync(task, Request(task, staged, live, context) with { DryRun = true }, context.Stop).ConfigureAwait(false);
        }
        catch (EstuaryPublishException refused)
        {
            throw Explain(refused, task);
        }
        catch (Exception e) when (e is EstuaryUnreachableException or EstuaryUnavailableException or DatabaseException)
        {
            context.NotChecked($"dry run of {task.Name}", UpstreamFailures.Read(e)!);
        }
    }

    /// <summary>How a task does; one that is just starting, or has failed lately, is watched for a moment.</summary>
    public Task<TaskStatus?> GetStatusAsync(string name, OperationContext context) =>
        upstreams.Estuary.WatchAsync(name, hasFailed: false, context.Stop);

    /// <summary>Whether a task runs, as far as its status says; true where nobody looked.</summary>
    public static bool IsWell(string? status) => status is null or TaskStatus.Ok or TaskStatus.Warning;

    /// <summary>Waits until the task runs, and fails where it does not.</summary>
    /// <param name="task">The task.</param>
    /// <param name="wasWell">Whether it is new, or ran before: one that failed runs only once it has come past what stopped it.</param>
    /// <param name="save">Saves the status of a task that was published and does not run.</param>
    /// <param name="context">The operation.</param>
    public async Task<string> WaitUntilRunningAsync(CatalogTask task, bool wasWell, Action<string> save, OperationContext context)
    {
        var status = await upstreams
            .Estuary.WaitUntilRunningAsync(task.Name, wasWell ? LooksOfOneThatRan : LooksOfOneThatFailed, RunPatience, context.Stop)
            .ConfigureAwait(false);
        if (status.IsRunning && !wasWell)
        {
            status = await upstreams.Estuary.WatchAsync(task.Name, hasFailed: true, context.Stop).ConfigureAwait(false) ?? status;
        }

        if (status.IsRunning)
        {
            return status.Status;
        }

        save(status.Status);
        throw new DiagnosticException(
            new Diagnostic(
                EstuaryDiagnostics.NotRunning,
                task.NameProperty,
                $"{task.Name} was published but does not run ({status.Status}): {Words(status)}"
            )
            {
                Kind = FailureKind.Failed,
                Fix = EstuaryDiagnostics.RunAgain,
            }
        );
    }

    /// <summary>What connector and control plane say about a task.</summary>
    public static string Words(TaskStatus status) =>
        string.Join(
            "; ",
            new[] { status.Summary, status.LastFailure, status.ConnectorMessage }.Where(static t => !string.IsNullOrEmpty(t)).Distinct()
        );

    private async Task<PublishOutcome> SendAsync(CatalogTask task, PublishRequest request, CancellationToken stop)
    {
        await (task.Source?.BeginAsync(stop) ?? Task.CompletedTask).ConfigureAwait(false);
        try
        {
            return await upstreams.Estuary.PublishAsync(request, stop).ConfigureAwait(false);
        }
        catch
        {
            task.Source?.Dispose();
            throw;
        }
    }

    // What is new goes where the task is already; where nothing is new, Estuary has nothing to place.
    private static PublishRequest Request(
        CatalogTask task,
        IReadOnlyList<StagedSpec> staged,
        IReadOnlyList<LiveSpec> live,
        OperationContext context
    ) =>
        new()
        {
            Specs = staged,
            Detail = CatalogOwnership.Detail(context),
            DataPlane = staged.Any(static s => s is { Spec: not null, ExpectPubId: FlowId.None })
                ? live.FirstOrDefault(s => s.Name == task.Name)?.DataPlane ?? task.DataPlane
                : null,
        };

    // What is live now, where nothing but an earlier publish of this resource came in between; else null.
    private async Task<IReadOnlyList<LiveSpec>?> OvertakenByOurselvesAsync(
        EstuaryPublishException refused,
        IReadOnlyList<LiveSpec> live,
        IReadOnlyList<StagedSpec> staged,
        OperationContext context
    )
    {
        if (refused.Locks.Count == 0)
        {
            return null;
        }

        var now = await upstreams.Estuary.GetLiveAsync([.. staged.Select(static s => s.Name)], context.Stop).ConfigureAwait(false);
        var known = live.ToDictionary(static s => s.Name, static s => s.LastPubId, StringComparer.Ordinal);
        var changed = now.Where(s => known.GetValueOrDefault(s.Name) != s.LastPubId).ToList();
        var isSame = changed.Count == 0 && now.Count == live.Count;
        return isSame || changed.Any(s => !CatalogOwnership.IsOurs(s, context)) ? null : now;
    }

    private static DiagnosticException Explain(EstuaryPublishException refused, CatalogTask task) =>
        refused.Locks.Count > 0 || refused.Errors.Count == 0
            ? new(EstuaryFailures.Read(refused, task.NameProperty), refused)
            : new(
                [
                    .. refused.Errors.Select(e => new Diagnostic(
                        EstuaryDiagnostics.PublishFailed,
                        task.PathOf(e),
                        $"Estuary refuses the publish{(e.Name.Length == 0 ? "" : $" at {e.Name}{e.Pointer}")}: {e.Detail}"
                    )
                    {
                        Kind = FailureKind.Failed,
                    }),
                ],
                refused
            );
}

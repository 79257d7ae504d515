using System.Collections.Concurrent;
using System.Globalization;
using NeonFlow.Neon;
using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;
using SessionOptions = NeonFlow.Postgres.SessionOptions;

namespace NeonFlow.Provider.Resources.Neon;

/// <summary>
/// Says which objects of the Neon API are a resource's own, because the API itself has nothing that could. Before an object of a branch is
/// made, an account is written into the branch's oldest database: a run that was killed before the answer arrived finds it again. The
/// object is the resource's own only if it was absent when the account was written, and made within the minutes in which the call can have
/// been under way. Where the database cannot be reached there is no account, and such an object is adopted by word only. Entries of a list
/// have no room for that: the program's resources tell each other which entries they put there.
/// </summary>
internal sealed class NeonOwnership(UpstreamClients upstreams)
{
    private const string AboutTo = "about to be made, ";

    // A call waits out other operations for five minutes and its own answer for one; the rest is for clocks that differ.
    private static readonly TimeSpan Underway = TimeSpan.FromMinutes(7);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<(NeonProjectId Project, string Urn), IReadOnlyList<string>> _entries = new();

    /// <summary>Writes down that the object, which is absent, is about to be made.</summary>
    /// <param name="id">Where it will be.</param>
    /// <param name="kind">Kind of the object: "role".</param>
    /// <param name="context">The operation.</param>
    public Task WriteAsync(NeonId id, string kind, OperationContext context) =>
        TryAsync(
            id,
            context,
            (address, stop) =>
                upstreams.Sessions.ChangeAsync(
                    address,
                    kind,
                    Options,
                    async (session, ct) =>
                    {
                        var batch = new FactBatch();
                        var accounts = batch.Add(Account.Query(OwnerOf(context, id)));
                        var now = batch.Add(Account.Now);
                        await session.ReadAsync(batch, ct);
                        await Account.WriteAsync(session, OwnerOf(context, id), accounts.Rows, [AboutTo + now.Rows[0]], ct);
                        return "";
                    },
                    stop
                )
        );

    /// <summary>When this resource began to make the object that exists; null where another one made it, or it cannot be known.</summary>
    /// <param name="id">Where it is.</param>
    /// <param name="createdAt">When it was made, as the API says.</param>
    /// <param name="context">The operation.</param>
    public async Task<string?> BegunAsync(NeonId id, string? createdAt, OperationContext context)
    {
        if (!DateTimeOffset.TryParse(createdAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var made))
        {
            return null;
        }
        var lines = await TryAsync(
            id,
            context,
            (address, stop) =>
                upstreams.Sessions.ReadAsync(
                    address,
                    Options,
                    async (session, ct) =>
                        (await session.ReadAsync(Account.Query(OwnerOf(context, id)), ct)).SelectMany(static m => m.Lines).ToList(),
                    stop
                )
        );
        var text = lines?.FirstOrDefault(static l => l.StartsWith(AboutTo, StringComparison.Ordinal))?[AboutTo.Length..];
        return text is not null && Account.Time(text) is { } begun && (made - begun).Duration() <= Underway ? text : null;
    }

    /// <summary>Takes the account of an object away.</summary>
    /// <param name="id">Where it is.</param>
    /// <param name="kind">Kind of the object: "role".</param>
    /// <param name="context">The operation.</param>
    public Task RemoveAsync(NeonId id, string kind, OperationContext context) =>
        TryAsync(
            id,
            context,
            (address, stop) =>
                upstreams.Sessions.ChangeAsync(
                    address,
                    kind,
                    Options,
                    async (session, ct) =>
                    {
                        var accounts = await session.ReadAsync(Account.Query(OwnerOf(context, id)), ct);
                        await Account.WriteAsync(session, OwnerOf(context, id), accounts, [], ct);
                        return "";
                    },
                    stop
                )
        );

    /// <summary>
    /// Records which entries of a project's list are a resource's own. Called under the project's lock: the next resource of this process
    /// finds the entries on the list before the program view knows that this one is done.
    /// </summary>
    public void RecordEntries(NeonProjectId project, IReadOnlyList<string> entries, OperationContext context) =>
        _entries[(project, context.Urn)] = entries;

    /// <summary>Entries of a project's list that other resources of the program put there, under whichever provider.</summary>
    /// <param name="project">The project.</param>
    /// <param name="ownedBy">Entries that a state of the resource says to be its own.</param>
    /// <param name="context">The operation.</param>
    public IReadOnlyList<string> EntriesOfOthers<T>(
        NeonProjectId project,
        Func<T, IReadOnlyList<string>?> ownedBy,
        OperationContext context
    ) =>
        [
            .. _entries.Where(e => e.Key.Project == project && e.Key.Urn != context.Urn).SelectMany(static e => e.Value),
            .. context
                .Program.At(NeonId.PlaceOf(project), context.Urn)
                .Select(static r => r.State)
                .OfType<T>()
                .SelectMany(s => ownedBy(s) ?? []),
        ];

    private static SessionOptions Options => new() { ApplicationName = "neonflow ownership" };

    private static string OwnerOf(OperationContext context, NeonId id) => $"neonflow {context.Urn} {id.Branch}/{id.Name}";

    private async Task<T?> TryAsync<T>(NeonId id, OperationContext context, Func<PostgresAddress, CancellationToken, Task<T>> work)
        where T : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.Stop);
        limit.CancelAfter(Patience);
        try
        {
            var databases = await upstreams.Neon.ListDatabasesAsync(id.Project, id.Branch!, limit.Token);
            if (databases.MinBy(static d => d.Id) is not { } oldest)
            {
                return null;
            }
            var connection = new Connection
            {
                ProjectId = id.Project,
                BranchId = id.Branch,
                Database = oldest.Name,
            };
            var address = await upstreams.ResolveAsync(connection, PropertyPath.Of(nameof(Connection)), limit.Token);
            return await work(address, limit.Token);
        }
        catch (Exception e)
            when (e is DatabaseException or NeonException or DiagnosticException
                || (e is OperationCanceledException && !context.Stop.IsCancellationRequested)
            )
        {
            return null;
        }
    }
}

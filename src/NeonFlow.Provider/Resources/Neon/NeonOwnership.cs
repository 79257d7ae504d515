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
/// been under way. Entries of a project's list stand in accounts of the default branch, by which the stacks on one project know what the
/// others need. Where the database cannot be reached there is no account, and what is there already is adopted by word only.
/// </summary>
internal sealed class NeonOwnership(UpstreamClients upstreams)
{
    private const string AboutTo = "about to be made, ";
    private const string TakenOver = "taken over, ";
    private const string AllowedAddresses = "allowed addresses of ";

    // A call waits out other operations for five minutes and its own answer for one; the rest is for clocks that differ.
    private static readonly TimeSpan Underway = TimeSpan.FromMinutes(7);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<(NeonProjectId Project, string Urn), IReadOnlyList<string>> _entries = new();

    /// <summary>Writes down that the object, which is absent, is about to be made; or, that this making goes on with it.</summary>
    /// <param name="id">Where it is or will be.</param>
    /// <param name="kind">Kind of the object: "role".</param>
    /// <param name="seen">What was written down before and goes on; null for a new object.</param>
    /// <param name="context">The operation.</param>
    public Task WriteAsync(NeonId id, string kind, NeonMaking? seen, OperationContext context) =>
        WriteAsync(id, kind, now => AboutTo + (seen?.Begun ?? now), context);

    /// <summary>Writes down that an object which somebody else made is taken over, so that its maker does not take it away.</summary>
    public Task WriteTakenOverAsync(NeonId id, string kind, OperationContext context) =>
        WriteAsync(id, kind, static now => TakenOver + now, context);

    /// <summary>Other resources that have taken the object over, by their marks.</summary>
    /// <param name="id">Where it is.</param>
    /// <param name="kind">Kind of the object: "role".</param>
    /// <param name="createdAt">When it was made, as the API says: who took over an earlier one of its name has nothing of it.</param>
    /// <param name="context">The operation.</param>
    public async Task<IReadOnlyList<OwnershipMark>> TakenOverByAsync(NeonId id, string kind, string? createdAt, OperationContext context) =>
        [
            .. (await AccountsAsync(id, kind, context))
                .Where(a => TimeOf(a, TakenOver) is { } at && !(TimeOf(createdAt) - Underway > at))
                .Select(static a => OwnershipMark.Find(a.Owner))
                .OfType<OwnershipMark>()
                .Where(m => !context.Marks.Owns(m)),
        ];

    private Task WriteAsync(NeonId id, string kind, Func<string, string> line, OperationContext context) =>
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
                        var accounts = batch.Add(Accounts);
                        var now = batch.Add(Account.Now);
                        await session.ReadAsync(batch, ct);
                        var own = accounts.Rows.Where(m => IsAbout(m, id, kind) && context.Marks.Owns(OwnershipMark.Find(m.Owner)));
                        IReadOnlyList<string> lines = [Subject(id, kind), line(now.Rows[0])];
                        await Account.WriteAsync(session, context.Marks.Own.ToString(), [.. own], lines, ct);
                        return "";
                    },
                    stop
                )
        );

    /// <summary>What is written down about the making of the object that exists.</summary>
    /// <param name="id">Where it is.</param>
    /// <param name="kind">Kind of the object: "role".</param>
    /// <param name="createdAt">When it was made, as the API says.</param>
    /// <param name="context">The operation.</param>
    public async Task<IReadOnlyList<NeonMaking>> ReadAsync(NeonId id, string kind, string? createdAt, OperationContext context)
    {
        var made = TimeOf(createdAt);
        return [.. (await AccountsAsync(id, kind, context)).Select(m => Making(m, made)).OfType<NeonMaking>()];
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
                        var accounts = await session.ReadAsync(Accounts, ct);
                        var own = accounts.Where(m => IsAbout(m, id, kind) && context.Marks.Owns(OwnershipMark.Find(m.Owner)));
                        await Account.WriteAsync(session, "", [.. own.Where(static m => m.MayAlter)], [], ct);
                        return "";
                    },
                    stop
                )
        );

    /// <summary>
    /// What runs that were interrupted have begun at a place, and no resource of the state is about, for people: a destroy does not take it
    /// away. Nothing where the engine does not read before it deletes, because nobody knows then what is in the state.
    /// </summary>
    public async Task<IReadOnlyList<string>> LeftAsync(NeonId id, OperationContext context)
    {
        if (!context.Program.At(id.Place, context.Urn).Any(r => r.Urn == context.Urn))
        {
            return [];
        }
        var found = await TryAsync(
            id,
            context,
            async (address, stop) =>
            {
                var main = await upstreams.Neon.BranchAsync(id.Project, null, stop);
                var branch = id.Branch ?? main;
                var accounts = await upstreams.Sessions.ReadAsync(address, Options, (session, ct) => session.ReadAsync(Accounts, ct), stop);
                // A branch begins with copies of its parent's accounts, which are about what is on the parent.
                return accounts
                    .Where(a => a.Lines is [var subject, ..] && (IsOf(branch, subject) || (branch == main && IsOfProject(subject))))
                    .Select(account => Left(account, address.Database, context.Marks))
                    .ToList();
            }
        );
        return [.. (found ?? []).OfType<string>()];
    }

    /// <summary>Whether something replicates with the role; false where it cannot be known.</summary>
    public async Task<bool> IsReplicatingAsync(NeonId id, OperationContext context) =>
        await TryAsync(
            id,
            context,
            (address, stop) =>
                upstreams.Sessions.ReadAsync(address, Options, (session, ct) => session.ReadAsync(Replicating(id.Name!), ct), stop)
        )
            is [true];

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

    /// <summary>
    /// What resources of any state have put on the list of a project, or need of what others put there; null where it cannot be read.
    /// </summary>
    public Task<IReadOnlyList<NeonEntries>?> ReadEntriesAsync(NeonProjectId project, OperationContext context) =>
        TryAsync(
            new(project),
            context,
            async (address, stop) =>
            {
                var accounts = await upstreams.Sessions.ReadAsync(address, Options, (session, ct) => session.ReadAsync(Accounts, ct), stop);
                return (IReadOnlyList<NeonEntries>)
                    [
                        .. accounts
                            .Where(m => m.Lines is [var subject, ..] && subject == EntriesOf(project))
                            .Select(static m =>
                                OwnershipMark.Find(m.Owner) is { } mark ? new NeonEntries(mark, [.. m.Lines.Skip(1)]) : null
                            )
                            .OfType<NeonEntries>(),
                    ];
            }
        );

    /// <summary>Writes down which entries of the list of a project are a resource's own; none: its account goes.</summary>
    public Task WriteEntriesAsync(NeonProjectId project, IReadOnlyList<string> entries, OperationContext context) =>
        TryAsync(
            new(project),
            context,
            (address, stop) =>
                upstreams.Sessions.ChangeAsync(
                    address,
                    "allowed addresses",
                    Options,
                    async (session, ct) =>
                    {
                        var own = (await session.ReadAsync(Accounts, ct)).Where(m =>
                            m is { MayAlter: true, Lines: [var subject, ..] }
                            && subject == EntriesOf(project)
                            && OwnershipMark.Find(m.Owner) is { } mark
                            && (context.Marks.Owns(mark) || context.Marks.IsGone(mark))
                        );
                        IReadOnlyList<string> lines =
                            entries.Count == 0 ? [] : [EntriesOf(project), .. entries.Order(StringComparer.Ordinal)];
                        await Account.WriteAsync(session, context.Marks.Own.ToString(), [.. own], lines, ct);
                        return "";
                    },
                    stop
                )
        );

    private static SessionOptions Options =>
        new()
        {
            ApplicationName = "neonflow ownership",
            Patience = Patience,
            StatementTimeout = Patience,
        };

    private static FactQuery<bool> Replicating(string role) =>
        new(
            "select exists (select from pg_catalog.pg_stat_replication r where r.usename = $1::text::name)",
            static r => r.GetBoolean(0),
            role
        );

    private static FactQuery<Account> Accounts { get; } = Account.OfOwnersThatBeginWith(OwnershipMark.Prefix);

    private static string EntriesOf(NeonProjectId project) => $"{AllowedAddresses}{project}";

    private static string Subject(NeonId id, string kind) => $"{kind} {id.Branch}/{id.Name}";

    private static bool IsOf(NeonBranchId branch, string subject) =>
        subject.Split(' ', 2) is [_, var name] && name.StartsWith($"{branch}/", StringComparison.Ordinal);

    private static bool IsOfProject(string subject) => subject.StartsWith(AllowedAddresses, StringComparison.Ordinal);

    private static bool IsAbout(Account account, NeonId id, string kind) =>
        account.Lines is [var subject, ..] && subject == Subject(id, kind);

    private static string? Left(Account account, string database, MarkKeeper marks)
    {
        if (OwnershipMark.Find(account.Owner) is not { } mark || !marks.IsLeftOver(mark) || account.Lines is not [var subject, ..])
        {
            return null;
        }
        var lines = account.Lines.Skip(1).ToList();
        var what =
            lines.Exists(static l => l.StartsWith(AboutTo, StringComparison.Ordinal)) ? subject
            : IsOfProject(subject) && !NeonEntries.IsOfCapture(mark) ? $"{TextList.And(lines)} among the {subject}"
            : null;
        return what is null
            ? null
            : marks.Explain(
                mark,
                what,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"take it away in Neon's console, and in the database {database}: SELECT pg_catalog.lo_unlink({account.Oid});"
                )
            );
    }

    private static NeonMaking? Making(Account account, DateTimeOffset? made) =>
        TextOf(account, AboutTo) is { } text && Account.Time(text) is { } begun && OwnershipMark.TryParse(account.Owner, out var mark)
            ? new(mark, text, made is { } at && (at - begun).Duration() <= Underway)
            : null;

    private static string? TextOf(Account account, string beginning) =>
        account.Lines.FirstOrDefault(l => l.StartsWith(beginning, StringComparison.Ordinal))?[beginning.Length..];

    private static DateTimeOffset? TimeOf(Account account, string beginning) =>
        TextOf(account, beginning) is { } text ? Account.Time(text) : null;

    private static DateTimeOffset? TimeOf(string? createdAt) =>
        DateTimeOffset.TryParse(createdAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private async Task<IEnumerable<Account>> AccountsAsync(NeonId id, string kind, OperationContext context)
    {
        var accounts = await TryAsync(
            id,
            context,
            (address, stop) => upstreams.Sessions.ReadAsync(address, Options, (session, ct) => session.ReadAsync(Accounts, ct), stop)
        );
        return (accounts ?? []).Where(m => IsAbout(m, id, kind));
    }

    private async Task<T?> TryAsync<T>(NeonId id, OperationContext context, Func<PostgresAddress, CancellationToken, Task<T>> work)
        where T : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.Stop);
        limit.CancelAfter(Patience);
        try
        {
            var branch = await upstreams.Neon.BranchAsync(id.Project, id.Branch, limit.Token);
            var databases = await upstreams.Neon.ListDatabasesAsync(id.Project, branch, limit.Token);
            if (databases.MinBy(static d => d.Id) is not { } oldest)
            {
                return null;
            }
            var connection = new Connection
            {
                ProjectId = id.Project,
                BranchId = branch,
                Database = oldest.Name,
            };
            var address = await upstreams.ResolveAsync(connection, PropertyPath.Of(nameof(Connection)), limit.Token);
            // A turn is waited for as long as it takes: without the account nobody knows later whose the object is.
            return await work(address, context.Stop);
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

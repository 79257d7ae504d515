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
/// What is written down in the branch's oldest database before a role is made: Neon's API has nothing that could say who made a role, and a
/// run that is killed before the answer arrives would not know its own role
/// again. Whoever finds the role later takes it for its own only if it was absent when its own mark was written, and made within the
/// minutes in which the call can have been under way.
/// Where the database cannot be reached there is no mark, and such a role is taken over by word only.
/// </summary>
internal sealed class RoleMarks(UpstreamClients upstreams)
{
    private const string AboutTo = "about to be made, ";

    // A call waits out other operations for five minutes and its own answer for one; the rest is for clocks that differ.
    private static readonly TimeSpan Underway = TimeSpan.FromMinutes(7);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Writes down that the role, which is absent, is about to be made.</summary>
    public Task WriteAsync(string project, string branch, string role, OperationContext context) =>
        TryAsync(
            project,
            branch,
            context,
            async (session, stop) =>
            {
                var batch = new FactBatch();
                var there = batch.Add(Mark.Query(OwnerOf(context, branch, role)));
                var now = batch.Add(Mark.Now);
                await session.ReadAsync(batch, stop).ConfigureAwait(false);
                var line = AboutTo + now.Rows[0];
                await Mark.WriteAsync(session, OwnerOf(context, branch, role), there.Rows, [line], stop).ConfigureAwait(false);
                return true;
            }
        );

    /// <summary>When this resource began to make the role that is there; null where somebody else made it, or nobody can tell.</summary>
    public async Task<string?> BegunAsync(string project, string branch, global::NeonFlow.Neon.NeonRole found, OperationContext context)
    {
        if (!DateTimeOffset.TryParse(found.CreatedAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var made))
        {
            return null;
        }

        var mark = await TryAsync(
                project,
                branch,
                context,
                async (session, stop) =>
                    (await session.ReadAsync(Mark.Query(OwnerOf(context, branch, found.Name)), stop).ConfigureAwait(false))
                        .SelectMany(static m => m.Lines)
                        .FirstOrDefault(static l => l.StartsWith(AboutTo, StringComparison.Ordinal))
            )
            .ConfigureAwait(false);
        return mark?[AboutTo.Length..] is { } text && Mark.Time(text) is { } begun && (made - begun).Duration() <= Underway ? text : null;
    }

    /// <summary>Takes the mark away. Before the role goes: a mark that outlives its role would be nobody's.</summary>
    public Task RemoveAsync(string project, string branch, string role, OperationContext context) =>
        TryAsync(
            project,
            branch,
            context,
            async (session, stop) =>
            {
                var there = await session.ReadAsync(Mark.Query(OwnerOf(context, branch, role)), stop).ConfigureAwait(false);
                await Mark.WriteAsync(session, OwnerOf(context, branch, role), there, [], stop).ConfigureAwait(false);
                return true;
            }
        );

    private static string OwnerOf(OperationContext context, string branch, string role) => $"neonflow {context.Urn} {branch}/{role}";

    private async Task<T?> TryAsync<T>(
        string project,
        string branch,
        OperationContext context,
        Func<PostgresSession, CancellationToken, Task<T>> work
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.Stop);
        limit.CancelAfter(Patience);
        try
        {
            var databases = await upstreams.Neon.ListDatabasesAsync(project, branch, limit.Token).ConfigureAwait(false);
            if (databases.MinBy(static d => d.Id) is not { } oldest)
            {
                return default;
            }

            var address = await upstreams
                .ResolveAsync(
                    new Connection
                    {
                        ProjectId = project,
                        BranchId = branch,
                        Database = oldest.Name,
                    },
                    "projectId",
                    limit.Token
                )
                .ConfigureAwait(false);
            var options = new SessionOptions { ApplicationName = "neonflow role" };
            return context.IsPreview
                ? await upstreams.Sessions.ReadAsync(address, options, work, limit.Token).ConfigureAwait(false)
                : await upstreams.Sessions.ChangeAsync(address, "role", options, work, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e)
            when (e is DatabaseException or NeonException or DiagnosticException
                || (e is OperationCanceledException && !context.Stop.IsCancellationRequested)
            )
        {
            return default;
        }
    }
}

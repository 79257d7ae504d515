using NeonFlow.Neon;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Resources.Neon;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Functions;

/// <summary>Answers <c>neon.getConnection</c>.</summary>
internal sealed class GetConnection(UpstreamClients upstreams) : Function<GetConnectionArgs, GetConnectionResult>
{
    public override GetConnectionArgs Check(CheckContext<GetConnectionArgs> context)
    {
        NeonPreview.CheckProject(context, context.Inputs.ProjectId);
        NeonPreview.CheckBranch(context, context.Inputs.BranchId);
        foreach (var (path, name) in new[] { ("database", context.Inputs.Database), ("role", context.Inputs.Role) })
        {
            if (context.IsKnown(path) && name is not null && NeonNames.NameProblem(name) is { } problem)
            {
                context.Fail(NeonDiagnostics.BadName, path, $"{path} cannot be used: {problem}.");
            }
        }

        return context.Inputs;
    }

    public override async Task<GetConnectionResult> InvokeAsync(GetConnectionArgs args, OperationContext context)
    {
        var neon = upstreams.Neon;
        var at = "projectId";
        try
        {
            var branch = args.BranchId ?? (await neon.GetDefaultBranchAsync(args.ProjectId, context.Stop).ConfigureAwait(false)).Id;
            at = args.BranchId is null ? "projectId" : "branchId";
            var database = await DatabaseAsync(neon, args, branch, context.Stop).ConfigureAwait(false);
            var role = args.Role ?? database.OwnerName;
            at = "role";
            var direct = await neon.GetConnectionUriAsync(args.ProjectId, branch, database.Name, role, pooled: false, context.Stop)
                .ConfigureAwait(false);
            var pooled = await neon.GetConnectionUriAsync(args.ProjectId, branch, database.Name, role, pooled: true, context.Stop)
                .ConfigureAwait(false);
            context.AddSecret(direct.Password);
            context.Intents.Same(NeonId.PlaceOf(args.ProjectId, args.BranchId), NeonId.PlaceOf(args.ProjectId, branch));
            context.Intents.Same(NeonId.PlaceOf(args.ProjectId, branch), DatabaseId.PlaceOf(direct.Host, direct.Port, direct.Database));
            return new()
            {
                BranchId = branch,
                Host = direct.Host,
                PooledHost = pooled.Host,
                Port = direct.Port,
                Database = direct.Database,
                Role = direct.User,
                Password = new(direct.Password),
                Uri = new(direct.Text),
                PooledUri = new(pooled.Text),
            };
        }
        catch (NeonException failure)
        {
            throw new DiagnosticException(NeonFailures.Read(failure, at), failure);
        }
    }

    private static async Task<NeonDatabase> DatabaseAsync(NeonClient neon, GetConnectionArgs args, string branch, CancellationToken stop)
    {
        var all = await neon.ListDatabasesAsync(args.ProjectId, branch, stop).ConfigureAwait(false);
        if (args.Database is { } wanted)
        {
            return all.FirstOrDefault(d => d.Name == wanted)
                ?? throw new DiagnosticException(
                    new Diagnostic(
                        NeonDiagnostics.Missing,
                        "database",
                        $"The branch {branch} of project {args.ProjectId} has no database \"{wanted}\"; it has "
                            + $"{Words.List(all.Select(static d => d.Name))}."
                    )
                    {
                        Kind = FailureKind.NotFound,
                    }
                );
        }

        return all.Count == 1
            ? all[0]
            : throw new DiagnosticException(
                new Diagnostic(
                    NeonDiagnostics.Ambiguous,
                    "database",
                    $"The branch {branch} of project {args.ProjectId} has {all.Count} databases "
                        + $"({Words.List(all.Select(static d => d.Name))}), so database has to be named."
                )
                {
                    Fix = all.Count > 0 ? $"Database = \"{all[0].Name}\"" : null,
                }
            );
    }
}

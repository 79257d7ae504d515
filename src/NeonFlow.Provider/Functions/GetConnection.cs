using NeonFlow.Neon;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Functions;

/// <summary>Answers <c>neon.getConnection</c>.</summary>
internal sealed class GetConnection(UpstreamClients upstreams) : Function<GetConnectionArgs, GetConnectionResult>
{
    private static readonly string DatabaseArgument = PropertyPath.Of(nameof(GetConnectionArgs.Database));
    private static readonly string RoleArgument = PropertyPath.Of(nameof(GetConnectionArgs.Role));

    public override GetConnectionArgs Check(CheckContext<GetConnectionArgs> context)
    {
        foreach (var (path, name) in new[] { (DatabaseArgument, context.Inputs.Database), (RoleArgument, context.Inputs.Role) })
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
        var project = args.ProjectId;
        var asked = nameof(GetConnectionArgs.ProjectId);
        try
        {
            var branch = await neon.BranchAsync(project, args.BranchId, context.Stop);
            asked = args.BranchId is null ? nameof(GetConnectionArgs.ProjectId) : nameof(GetConnectionArgs.BranchId);
            var database = Choose(await neon.ListDatabasesAsync(project, branch, context.Stop), args, branch);
            var role = args.Role ?? database.OwnerName;
            asked = nameof(GetConnectionArgs.Role);
            var direct = await neon.GetConnectionUriAsync(project, branch, database.Name, role, pooled: false, context.Stop);
            var pooled = await neon.GetConnectionUriAsync(project, branch, database.Name, role, pooled: true, context.Stop);
            context.AddSecret(direct.Password);
            context.Program.SameServer(NeonId.PlaceOf(project, args.BranchId), NeonId.PlaceOf(project, branch));
            context.Program.SameServer(NeonId.PlaceOf(project, branch), DatabaseId.PlaceOf(direct.Host, direct.Port, direct.Database));
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
            throw new DiagnosticException(NeonFailures.Read(failure, PropertyPath.Of(asked)), failure);
        }
    }

    private static NeonDatabase Choose(IReadOnlyList<NeonDatabase> all, GetConnectionArgs args, NeonBranchId branch)
    {
        if (args.Database is { } wanted)
        {
            return all.Named(wanted, args.ProjectId, branch, DatabaseArgument);
        }
        return all.Count == 1
            ? all[0]
            : throw new DiagnosticException(
                new Diagnostic(
                    NeonDiagnostics.Ambiguous,
                    DatabaseArgument,
                    $"The branch {branch} of project {args.ProjectId} has {all.Count} databases "
                        + $"({Words.List(all.Select(static d => d.Name))}), so database has to be named."
                )
                {
                    Fix = all.Count > 0 ? $"Database = \"{all[0].Name}\"" : null,
                }
            );
    }
}

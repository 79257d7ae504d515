using NeonFlow.Neon;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Functions;

/// <summary>Answers <c>neon.getConnection</c>.</summary>
internal sealed class GetConnection(UpstreamClients upstreams) : Function<GetConnectionArgs, GetConnectionResult>
{
    private static readonly string RoleArgument = PropertyPath.Of(nameof(GetConnectionArgs.Role));

    public override GetConnectionArgs Check(CheckContext<GetConnectionArgs> context)
    {
        BranchDatabase.CheckName(context, PropertyPath.Of(nameof(GetConnectionArgs.Database)), context.Inputs.Database);
        BranchDatabase.CheckName(context, RoleArgument, context.Inputs.Role);
        return context.Inputs;
    }

    public override Task<GetConnectionResult> InvokeAsync(GetConnectionArgs args, OperationContext context) =>
        BranchDatabase.AnswerAsync(
            upstreams.Neon,
            (args.ProjectId, args.BranchId, args.Database),
            (branch, database) => AnswerAsync(args, branch, database, context),
            RoleArgument,
            context.Stop
        );

    private async Task<GetConnectionResult> AnswerAsync(
        GetConnectionArgs args,
        NeonBranchId branch,
        NeonDatabase database,
        OperationContext context
    )
    {
        var project = args.ProjectId;
        var role = args.Role ?? database.OwnerName;
        var direct = await upstreams.Neon.GetConnectionUriAsync(project, branch, database.Name, role, pooled: false, context.Stop);
        var pooled = await upstreams.Neon.GetConnectionUriAsync(project, branch, database.Name, role, pooled: true, context.Stop);
        context.AddSecret(direct.Password);
        BranchDatabase.Tell(
            context.Program,
            (project, args.BranchId),
            branch,
            DatabaseId.PlaceOf(direct.Host, direct.Port, direct.Database)
        );
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
}

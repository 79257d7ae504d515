using NeonFlow.Neon;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Functions;

/// <summary>Answers <c>neon.getDatabase</c>.</summary>
internal sealed class GetDatabase(UpstreamClients upstreams) : Function<GetDatabaseArgs, GetDatabaseResult>
{
    public override GetDatabaseArgs Check(CheckContext<GetDatabaseArgs> context)
    {
        BranchDatabase.CheckName(context, PropertyPath.Of(nameof(GetDatabaseArgs.Database)), context.Inputs.Database);
        return context.Inputs;
    }

    public override Task<GetDatabaseResult> InvokeAsync(GetDatabaseArgs args, OperationContext context) =>
        BranchDatabase.AnswerAsync(
            upstreams.Neon,
            (args.ProjectId, args.BranchId, args.Database),
            (branch, database) => AnswerAsync(args, branch, database, context),
            PropertyPath.Of(args.BranchId is null ? nameof(args.ProjectId) : nameof(args.BranchId)),
            context.Stop
        );

    private async Task<GetDatabaseResult> AnswerAsync(
        GetDatabaseArgs args,
        NeonBranchId branch,
        NeonDatabase database,
        OperationContext context
    )
    {
        var endpoints = await upstreams.Neon.ListEndpointsAsync(args.ProjectId, branch, context.Stop);
        var endpoint = endpoints.FirstOrDefault(static e => e.Writes) ?? throw NoEndpoint(args, branch);
        BranchDatabase.Tell(
            context.Program,
            (args.ProjectId, args.BranchId),
            branch,
            DatabaseId.PlaceOf(endpoint.Host, endpoint.Port, database.Name)
        );
        return new()
        {
            BranchId = branch,
            Host = endpoint.Host,
            Port = endpoint.Port,
            Database = database.Name,
            Owner = database.OwnerName,
        };
    }

    private static DiagnosticException NoEndpoint(GetDatabaseArgs args, NeonBranchId branch) =>
        new(
            new Diagnostic(
                NeonDiagnostics.Missing,
                PropertyPath.Of(args.BranchId is null ? nameof(args.ProjectId) : nameof(args.BranchId)),
                $"The branch {branch} of project {args.ProjectId} has no compute that writes, so nobody can connect to it."
            )
            {
                Kind = FailureKind.NotFound,
                Fix = "Add a primary compute to the branch in the Neon console, or name a branch that has one.",
            }
        );
}

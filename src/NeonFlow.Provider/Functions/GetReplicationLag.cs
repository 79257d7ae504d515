using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Resources.Postgres;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Functions;

/// <summary>Answers <c>postgres.getReplicationLag</c>.</summary>
internal sealed class GetReplicationLag(UpstreamClients upstreams) : Function<GetReplicationLagArgs, GetReplicationLagResult>
{
    private readonly DatabaseAccess _access = new(upstreams, "replication lag");

    public override GetReplicationLagArgs Check(CheckContext<GetReplicationLagArgs> context)
    {
        SqlChecks.Connection(context, context.Inputs.Connection);
        return context.Inputs;
    }

    public override async Task<GetReplicationLagResult> InvokeAsync(GetReplicationLagArgs args, OperationContext context)
    {
        var address = await _access.ResolveAsync(args.Connection, context.Stop);
        var slots = await _access.ReadAsync(
            args.Connection,
            address,
            (session, stop) => session.ReadAsync(SlotLagFacts.Query(args.Slot), stop),
            context.Stop
        );
        if (slots.Count == 0 && args.Slot is { } wanted)
        {
            throw new DiagnosticException(
                new Diagnostic(
                    PostgresDiagnostics.UnknownSlot,
                    nameof(args.Slot),
                    $"There is no logical replication slot {wanted} in the database {address.Database}."
                )
                {
                    Fix = "Leave Slot out: the answer then has all slots of the database.",
                    Kind = FailureKind.NotFound,
                }
            );
        }

        var isNeon = Connection.IsOnNeon(args.Connection, address.Host);
        return new() { Database = address.Database, Slots = [.. slots.Select(s => ReplicationLag.Of(s, isNeon))] };
    }
}

using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres.ReplicaIdentity;

/// <summary>Verbs of <see cref="ReplicaIdentity"/>.</summary>
internal sealed class ReplicaIdentityHandler(UpstreamClients upstreams)
    : SqlResourceHandler<ReplicaIdentity, ReplicaIdentityObservation, ReplicaIdentityPlan>(upstreams)
{
    protected override string Kind => "replica identity";

    protected override DatabaseIdForm IdForm { get; } = new("schema.table");

    public override ReplicaIdentity Check(CheckContext<ReplicaIdentity> context)
    {
        var inputs = context.Inputs;
        SqlChecks.Connection(context, inputs.Connection);
        SqlChecks.Name(context, nameof(inputs.Index), inputs.Index);
        if (context.IsKnown(nameof(inputs.Identity)) && context.IsKnown(nameof(inputs.Index)))
        {
            if (inputs is { Identity: ReplicaIdentityKind.Index, Index: null })
            {
                context.Fail(
                    PostgresDiagnostics.Contradiction,
                    nameof(inputs.Index),
                    "The identity is an index, and none is named.",
                    "Name a unique index of the table: Index = \"orders_key\""
                );
            }

            if (inputs is { Identity: not ReplicaIdentityKind.Index, Index: not null })
            {
                context.Fail(
                    PostgresDiagnostics.Contradiction,
                    nameof(inputs.Index),
                    $"An index is named, and the identity is {ReplicaIdentityPlan.KindOf(inputs).Keyword()}.",
                    "Say that the index is the identity: Identity = ReplicaIdentityKind.Index"
                );
            }
        }

        return inputs;
    }

    protected override IReadOnlyList<string> NameOf(ReplicaIdentity shape) => [shape.Table.ToString()];

    protected override ReplicaIdentity FromId(Connection? connection, IReadOnlyList<string> name) =>
        new()
        {
            Connection = connection,
            Table = TableName.TryParse(name[0], out var table, out var fault)
                ? table
                : throw new DiagnosticException(new Diagnostic(CoreDiagnostics.MalformedId, "", fault!.Reason) { Fix = fault.Fix }),
        };

    // GRANT writes to the same row of the catalogue.
    protected override string LockOf(ReplicaIdentity shape) => "acl";

    protected override Func<ReplicaIdentityObservation> Observe(
        FactBatch batch,
        PostgresSession session,
        ReplicaIdentity desired,
        ReplicaIdentity? current
    )
    {
        var table = TableFacts.Add(batch, [desired.Table], null, null, session.ServerVersion);
        var leaves = batch.Add(ReplicaIdentityFacts.Query(desired.Table, desired.Index));
        var refused = batch.Add(PublishedFault.Under(ReplicaIdentityPlan.Asked(desired, current), session.ServerVersion));
        var server = batch.Add(ServerFacts.Query);
        return () => new(table()[0], leaves.Rows, refused.Rows, server.FirstOrDefault!);
    }
}

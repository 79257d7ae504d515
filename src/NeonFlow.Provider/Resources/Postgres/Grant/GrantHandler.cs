using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres.Grant;

/// <summary>Verbs of <see cref="Grant"/>.</summary>
internal sealed class GrantHandler(UpstreamClients upstreams) : SqlResourceHandler<Grant, GrantObservation, GrantPlan>(upstreams)
{
    protected override string Kind => "grant";

    protected override DatabaseIdForm IdForm { get; } = new("schema", "role");

    public override Grant Check(CheckContext<Grant> context)
    {
        var inputs = context.Inputs;
        SqlChecks.Connection(context, inputs.Connection);
        SqlChecks.Name(context, nameof(inputs.Role), inputs.Role, grantee: true);
        SqlChecks.Name(context, nameof(inputs.Schema), inputs.Schema);
        var schema = context.IsKnown(nameof(inputs.Schema)) && Identifier.Fault(inputs.Schema) is null ? inputs.Schema : null;
        return inputs with
        {
            Tables = SqlChecks.Relations(context, nameof(inputs.Tables), inputs.Tables, schema),
            Sequences = SqlChecks.Relations(context, nameof(inputs.Sequences), inputs.Sequences, schema),
            Privileges = SqlChecks.Words(context, nameof(inputs.Privileges), inputs.Privileges, SqlPrivileges.OnTables, ["SELECT"]),
            SequencePrivileges = SqlChecks.Words(
                context,
                nameof(inputs.SequencePrivileges),
                inputs.SequencePrivileges,
                SqlPrivileges.OnSequences,
                ["SELECT"]
            ),
            SchemaPrivileges = SqlChecks.Words(
                context,
                nameof(inputs.SchemaPrivileges),
                inputs.SchemaPrivileges,
                SqlPrivileges.OnSchemas,
                ["USAGE"]
            ),
        };
    }

    public override void Diff(DiffContext<Grant> context)
    {
        base.Diff(context);
        if (context.State.Missing is { Count: > 0 })
        {
            context.Set(nameof(Grant.Missing), new Change(ChangeKind.Update, IsInput: false));
        }
    }

    public override IReadOnlyList<ObjectRef> Uses(Grant shape) => ObjectRef.All(ObjectKind.Role, shape.Role);

    protected override IReadOnlyList<string> NameOf(Grant shape) => [GrantPlan.SchemaOf(shape), shape.Role];

    protected override Grant FromId(Connection? connection, IReadOnlyList<string> name) =>
        new()
        {
            Connection = connection,
            Schema = name[0],
            Role = name[1],
        };

    // All privileges of a database are one lock: the rows they stand in are shared.
    protected override string LockOf(Grant shape) => "acl";

    protected override Func<GrantObservation> Observe(FactBatch batch, PostgresSession session, Grant desired, Grant? current)
    {
        var schema = GrantPlan.SchemaOf(desired);
        var server = batch.Add(ServerFacts.Query);
        var role = batch.Add(RoleFacts.Query(desired.Role));
        var schemas = batch.Add(SchemaPrivilegeFacts.Query(desired.Role, schema));
        string[] all = [.. GrantPlan.SchemasOf(desired), .. current is null ? [] : GrantPlan.SchemasOf(current)];
        var relations = batch.Add(RelationPrivilegeFacts.Query(desired.Role, false, all));
        var sequences = batch.Add(RelationPrivilegeFacts.Query(desired.Role, true, all));
        return () =>
            new GrantObservation(
                role.FirstOrDefault,
                schemas.FirstOrDefault,
                relations.Rows.ToDictionary(static r => r.Name),
                sequences.Rows.ToDictionary(static r => r.Name),
                server.FirstOrDefault!
            );
    }
}

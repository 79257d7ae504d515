using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres.Grant;

/// <summary>Verbs of <see cref="Grant"/>.</summary>
internal sealed class GrantHandler(UpstreamClients upstreams) : SqlResourceHandler<Grant, GrantObservation>(upstreams)
{
    private static readonly string[] TableWords = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"];
    private static readonly string[] SequenceWords = ["SELECT", "USAGE", "UPDATE"];
    private static readonly string[] SchemaWords = ["USAGE", "CREATE"];

    protected override string Kind => "grant";

    protected override string IdForm => "<schema>/<role>";

    public override Grant Check(CheckContext<Grant> context)
    {
        var inputs = context.Inputs;
        SqlChecks.Connection(context, inputs.Connection);
        SqlChecks.Name(context, "role", inputs.Role, grantee: true);
        SqlChecks.Name(context, "schema", inputs.Schema);
        var schema = context.IsKnown("schema") && Identifier.Fault(inputs.Schema) is null ? inputs.Schema : null;
        return inputs with
        {
            Tables = SqlChecks.Tables(context, "tables", inputs.Tables, schema),
            Sequences = SqlChecks.Tables(context, "sequences", inputs.Sequences, schema),
            Privileges = SqlChecks.Words(context, "privileges", inputs.Privileges, TableWords, ["SELECT"]),
            SequencePrivileges = SqlChecks.Words(context, "sequencePrivileges", inputs.SequencePrivileges, SequenceWords, ["SELECT"]),
            SchemaPrivileges = SqlChecks.Words(context, "schemaPrivileges", inputs.SchemaPrivileges, SchemaWords, ["USAGE"]),
        };
    }

    public override void Diff(DiffContext<Grant> context)
    {
        base.Diff(context);
        if (context.State.Missing is { Count: > 0 })
        {
            context.Set("missing", new Change(ChangeKind.Update, IsInput: false));
        }
    }

    protected override Account<Grant>? Account { get; } =
        new(static s => $"{s.Schema}/{s.Role}", static s => s.Granted, static (s, items) => s with { Granted = items });

    protected override Connection? ConnectionOf(Grant shape) => shape.Connection;

    protected override IReadOnlyList<string> NameOf(Grant shape) => [shape.Schema ?? "public", shape.Role];

    protected override Grant FromId(Connection? connection, IReadOnlyList<string> name) =>
        new()
        {
            Connection = connection,
            Schema = name[0],
            Role = name[1],
        };

    // All privileges of a database are one lock: the rows they stand in are shared.
    protected override string LockOf(Grant shape) => "acl";

    protected override async Task<GrantObservation> ObserveAsync(
        PostgresSession session,
        Grant desired,
        Grant? current,
        CancellationToken stop
    )
    {
        var schema = desired.Schema ?? "public";
        var batch = new FactBatch();
        var role = batch.Add(RoleFacts.Query(desired.Role));
        var schemas = batch.Add(SchemaPrivilegeFacts.Query(desired.Role, schema));
        var relations = batch.Add(RelationPrivilegeFacts.Query(desired.Role, false, [schema], []));
        var sequences = batch.Add(RelationPrivilegeFacts.Query(desired.Role, true, [schema], []));
        await session.ReadAsync(batch, stop);
        return new GrantObservation(role.FirstOrDefault, schemas.FirstOrDefault, relations.Rows, sequences.Rows);
    }

    protected override GrantObservation NotObserved(Grant desired) => GrantObservation.Nothing;

    protected override SqlPlan PlanTo(Grant desired, Grant? current, GrantObservation facts, PlanContext setting) =>
        GrantPlan.To(desired, current, facts, setting);

    protected override SqlPlan PlanDelete(Grant state, GrantObservation facts) => GrantPlan.Delete(state, facts);

    protected override IReadOnlyList<string> Unwanted(IReadOnlyList<string> account, Grant about, object intent) =>
        GrantPlan.Unwanted(account, about, intent as GrantIntent);

    protected override Grant? ReadState(Grant known, Grant? account, GrantObservation facts, bool import) =>
        GrantPlan.ReadState(known, account, facts, import);

    protected override Grant PredictState(Grant desired, Grant? current, GrantObservation facts, SqlPlan plan) =>
        desired with
        {
            Granted = plan.Account(current?.Granted),
            Missing = [],
        };

    protected override IEnumerable<Diagnostic> Verify(Grant desired, GrantObservation facts) => GrantPlan.Verify(desired, facts);

    protected override object IntentOf(Grant desired, bool isNew) =>
        new GrantIntent(desired.Role, desired.Schema ?? "public", desired.SchemaPrivileges ?? [], desired.Tables, desired.Privileges ?? [])
        {
            Sequences = desired.Sequences ?? [],
            SequencePrivileges = desired.SequencePrivileges ?? [],
        };

    public override IReadOnlyList<ObjectRef> Uses(Grant shape) => ObjectRef.All(ObjectKind.Role, shape.Role);
}

using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres.WatermarksTable;

/// <summary>Verbs of <see cref="WatermarksTable"/>.</summary>
internal sealed class WatermarksTableHandler(UpstreamClients upstreams)
    : SqlResourceHandler<WatermarksTable, WatermarksTableObservation, WatermarksTablePlan>(upstreams)
{
    protected override string Kind => "watermarks table";

    protected override DatabaseIdForm IdForm { get; } = new("schema.table", "role");

    public override WatermarksTable Check(CheckContext<WatermarksTable> context)
    {
        var inputs = context.Inputs;
        SqlChecks.Connection(context, inputs.Connection);
        SqlChecks.Name(context, nameof(inputs.Role), inputs.Role, grantee: true);
        SqlChecks.Name(context, nameof(inputs.Publication), inputs.Publication);
        if (
            inputs.Table is { } table
            && context.IsKnown(nameof(inputs.Table))
            && WatermarksFacts.NameFault(table, nameof(inputs.Table)) is { } fault
        )
        {
            context.Fail(fault);
        }

        return inputs;
    }

    public override void Diff(DiffContext<WatermarksTable> context)
    {
        base.Diff(context);
        if (context.State.Missing is { Count: > 0 })
        {
            context.Set(nameof(WatermarksTable.Missing), new Change(ChangeKind.Update, IsInput: false));
        }
    }

    public override IReadOnlyList<ObjectRef> Makes(WatermarksTable shape) => ObjectRef.All(ObjectKind.Table, shape.Table?.ToString());

    public override IReadOnlyList<ObjectRef> Uses(WatermarksTable shape) => ObjectRef.All(ObjectKind.Role, shape.Role);

    protected override IReadOnlyList<string> NameOf(WatermarksTable shape) => [shape.Table?.ToString() ?? "", shape.Role];

    protected override string? OwnName(WatermarksTable state) => state.Created == true ? nameof(state.Table) : null;

    protected override WatermarksTable FromId(Connection? connection, IReadOnlyList<string> name) =>
        new()
        {
            Connection = connection,
            Table = TableName.TryParse(name[0], out var table, out var fault)
                ? table
                : throw new DiagnosticException(new Diagnostic(CoreDiagnostics.MalformedId, "", fault!.Reason) { Fix = fault.Fix }),
            Role = name[1],
        };

    protected override string LockOf(WatermarksTable shape) => "acl";

    // Another resource that keeps the table has it in its account, so that this one takes away only what is its own.
    protected override bool IsKept(WatermarksTable state, IReadOnlyList<ProgramResource> remaining, Action<string> say)
    {
        var target = new ObjectRef(ObjectKind.Table, state.Table.ToString()!);
        if (!remaining.Any(r => r.Makes(target)))
        {
            remaining.RefuseWhereUsed(target, $"watermarks table {state.Table}", nameof(state.Table));
        }

        return false;
    }

    protected override Func<WatermarksTableObservation> Observe(
        FactBatch batch,
        PostgresSession session,
        WatermarksTable desired,
        WatermarksTable? current
    )
    {
        // The name that it has, until the plan gives it another one.
        var (table, there) = (desired.Table!.Value, (current?.Table ?? desired.Table)!.Value);
        var publication = desired.Publication ?? current?.Publication;
        var server = batch.Add(ServerFacts.Query);
        var facts = batch.Add(WatermarksFacts.Query(there, desired.Role, publication));
        var head = publication is null ? null : batch.Add(PublicationFacts.Head(publication, session.ServerVersion));
        var members = batch.Add(PublicationFacts.ThatList(there));
        var given = batch.Add(
            new FactQuery<Owned>(
                """
                select x.privilege_type, g.rolname::text
                from pg_catalog.pg_class c
                join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                cross join lateral pg_catalog.aclexplode(c.relacl) x
                join pg_catalog.pg_roles g on g.oid = x.grantee
                where n.nspname = $1::text::name and c.relname = $2::text::name
                """,
                r => Owned.OnTable(r.GetString(0), table, r.GetString(1)),
                there.Schema,
                there.Name
            )
        );
        var comment = batch.Add(
            new FactQuery<string?>(
                """
                select pg_catalog.obj_description(c.oid, 'pg_class')
                from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                where n.nspname = $1::text::name and c.relname = $2::text::name
                """,
                static r => r.IsDBNull(0) ? null : r.GetString(0),
                there.Schema,
                there.Name
            )
        );
        return () =>
            new WatermarksTableObservation(
                facts.FirstOrDefault!,
                head?.FirstOrDefault,
                members.Rows,
                comment.FirstOrDefault,
                server.FirstOrDefault!,
                given.Rows.ToHashSet()
            );
    }
}

using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres.WatermarksTable;

/// <summary>Verbs of <see cref="WatermarksTable"/>.</summary>
internal sealed class WatermarksTableHandler(UpstreamClients upstreams)
    : SqlResourceHandler<WatermarksTable, WatermarksTableObservation>(upstreams)
{
    protected override string Kind => "watermarks table";

    protected override string IdForm => "<schema.table>/<role>";

    public override WatermarksTable Check(CheckContext<WatermarksTable> context)
    {
        var inputs = context.Inputs;
        SqlChecks.Connection(context, inputs.Connection);
        SqlChecks.Name(context, "role", inputs.Role, grantee: true);
        SqlChecks.Name(context, "publication", inputs.Publication);
        if (!context.IsKnown("table"))
        {
            return inputs;
        }

        if (!TableName.TryParse(inputs.Table, out var table, out var fault))
        {
            context.Fail(PostgresDiagnostics.MalformedTable, "table", fault!.Reason, fault.Fix);
            return inputs;
        }

        // The connector writes the name into its statements as it stands.
        if (
            !Identifier.IsPlainLowerCase(table.Schema)
            || !Identifier.IsPlainLowerCase(table.Name)
            || table.ToString().Contains('-', StringComparison.Ordinal)
        )
        {
            context.Fail(
                PostgresDiagnostics.MalformedTable,
                "table",
                $"The connector writes the name {table} without quotes, so it must consist of lower-case letters, digits and _.",
                "Table = \"public.flow_watermarks\""
            );
        }

        return inputs with
        {
            Table = table.ToString(),
        };
    }

    public override void Diff(DiffContext<WatermarksTable> context)
    {
        base.Diff(context);
        if (context.State.Missing is { Count: > 0 })
        {
            context.Set("missing", new Change(ChangeKind.Update, IsInput: false));
        }
    }

    protected override Account<WatermarksTable>? Account { get; } =
        new(static s => s.Table!, WatermarksTablePlan.Account, WatermarksTablePlan.With);

    protected override Connection? ConnectionOf(WatermarksTable shape) => shape.Connection;

    protected override IReadOnlyList<string> NameOf(WatermarksTable shape) => [shape.Table ?? "", shape.Role];

    protected override WatermarksTable FromId(Connection? connection, IReadOnlyList<string> name) =>
        new()
        {
            Connection = connection,
            Table = TableName.Parse(name[0]).ToString(),
            Role = name[1],
        };

    protected override string LockOf(WatermarksTable shape) => "acl";

    protected override async Task<WatermarksTableObservation> ObserveAsync(
        PostgresSession session,
        WatermarksTable desired,
        WatermarksTable? current,
        CancellationToken stop
    )
    {
        var table = TableName.Parse(desired.Table!);
        var publication = desired.Publication ?? current?.Publication;
        var batch = new FactBatch();
        var facts = batch.Add(WatermarksFacts.Query(table, desired.Role, publication));
        var head = publication is null ? null : batch.Add(PublicationFacts.Head(publication, session.ServerVersion));
        var members = batch.Add(PublicationFacts.ThatList(table));
        var given = batch.Add(
            new FactQuery<string>(
                """
                select x.privilege_type || ' TO ' || g.rolname
                from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace cross join lateral pg_catalog.aclexplode(c.relacl) x join pg_catalog.pg_roles g on g.oid = x.grantee
                where n.nspname = $1::text::name and c.relname = $2::text::name
                """,
                static r => r.GetString(0),
                table.Schema,
                table.Name
            )
        );
        var comment = batch.Add(
            new FactQuery<string?>(
                "select pg_catalog.obj_description(c.oid, 'pg_class') from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid "
                    + "= c.relnamespace where n.nspname = $1::text::name and c.relname = $2::text::name",
                static r => r.IsDBNull(0) ? null : r.GetString(0),
                table.Schema,
                table.Name
            )
        );
        await session.ReadAsync(batch, stop);
        return new WatermarksTableObservation(
            facts.FirstOrDefault!,
            head?.FirstOrDefault,
            members.Rows,
            comment.FirstOrDefault,
            given.Rows
        );
    }

    protected override WatermarksTableObservation NotObserved(WatermarksTable desired) => WatermarksTableObservation.Nothing;

    protected override SqlPlan PlanTo(
        WatermarksTable desired,
        WatermarksTable? current,
        WatermarksTableObservation facts,
        PlanContext setting
    ) => WatermarksTablePlan.To(desired, current, facts, setting);

    protected override SqlPlan PlanDelete(WatermarksTable state, WatermarksTableObservation facts) =>
        WatermarksTablePlan.Delete(state, facts);

    protected override WatermarksTable? Own(WatermarksTable state, IReadOnlyList<Prospect> others, Action<string> say)
    {
        if (!others.Any(p => p.Intent.What is WatermarksIntent other && other.Table == state.Table))
        {
            others.RefuseWhereNeeded(c => c.Watermarks == state.Table, $"watermarks table {state.Table}", "table");
        }

        return state;
    }

    protected override IReadOnlyList<string> Unwanted(IReadOnlyList<string> account, WatermarksTable about, object intent) =>
        WatermarksTablePlan.Unwanted(account, about, intent as WatermarksIntent);

    protected override WatermarksTable? ReadState(
        WatermarksTable known,
        WatermarksTable? account,
        WatermarksTableObservation facts,
        bool import
    ) => WatermarksTablePlan.ReadState(known, account, facts, import);

    protected override WatermarksTable PredictState(
        WatermarksTable desired,
        WatermarksTable? current,
        WatermarksTableObservation facts,
        SqlPlan plan
    ) => desired with { Granted = plan.Account(current?.Granted), Created = current?.Created == true || plan.Ours, Missing = [] };

    protected override IEnumerable<Diagnostic> Verify(WatermarksTable desired, WatermarksTableObservation facts) =>
        WatermarksTablePlan.Verify(desired, facts);

    protected override object IntentOf(WatermarksTable desired, bool isNew) =>
        new WatermarksIntent(desired.Table!, desired.Role, desired.Publication);

    public override IReadOnlyList<ObjectRef> Makes(WatermarksTable shape) => ObjectRef.All(ObjectKind.Table, shape.Table);

    public override IReadOnlyList<ObjectRef> Uses(WatermarksTable shape) => ObjectRef.All(ObjectKind.Role, shape.Role);
}

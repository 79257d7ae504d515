using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres.Publication;

/// <summary>Verbs of <see cref="Publication"/>.</summary>
internal sealed class PublicationHandler(UpstreamClients upstreams) : SqlResourceHandler<Publication, PublicationObservation>(upstreams)
{
    internal static readonly string[] AllOperations = ["insert", "update", "delete", "truncate"];

    protected override string Kind => "publication";

    protected override string IdForm => "<name>";

    public override Publication Check(CheckContext<Publication> context)
    {
        var inputs = context.Inputs;
        SqlChecks.Connection(context, inputs.Connection);
        SqlChecks.Name(context, "name", inputs.Name);
        for (var i = 0; context.IsKnown("schemas") && i < (inputs.Schemas?.Count ?? 0); i++)
        {
            SqlChecks.Name(context, PropertyPath.Element("schemas", i), inputs.Schemas![i]);
        }

        if (
            inputs.AllTables == true
            && context.IsKnown("tables")
            && context.IsKnown("schemas")
            && (inputs.Tables is { Count: > 0 } || inputs.Schemas is { Count: > 0 })
        )
        {
            context.Fail(
                PostgresDiagnostics.Contradiction,
                "allTables",
                "A publication is for all tables or for named tables and schemas, not both.",
                "Take AllTables out, or Tables and Schemas."
            );
        }

        var operations = SqlChecks.Words(context, "operations", inputs.Operations, AllOperations, AllOperations, upper: false);
        if (operations is { Count: 0 } && context.IsKnown("operations"))
        {
            context.Fail(
                PostgresDiagnostics.Contradiction,
                "operations",
                "No operation is named; PostgreSQL would take that and publish nothing.",
                "Operations = { \"insert\", \"update\", \"delete\", \"truncate\" }"
            );
        }

        // Written down as none, what somebody adds by hand is seen as a change.
        return inputs with
        {
            Tables = SqlChecks.Tables(context, "tables", inputs.Tables) ?? [],
            Schemas = inputs.Schemas ?? [],
            Operations = operations,
        };
    }

    // Left out and none are the same.
    public override void Diff(DiffContext<Publication> context)
    {
        base.Diff(context);
        if (context.OldInputs.Tables is null && context.Desired.Tables is { Count: 0 } && !context.Unknown.Contains("tables"))
        {
            context.Drop("tables");
        }

        if (context.OldInputs.Schemas is null && context.Desired.Schemas is { Count: 0 } && !context.Unknown.Contains("schemas"))
        {
            context.Drop("schemas");
        }
    }

    protected override Connection? ConnectionOf(Publication shape) => shape.Connection;

    protected override IReadOnlyList<string> NameOf(Publication shape) => [shape.Name];

    protected override Publication FromId(Connection? connection, IReadOnlyList<string> name) =>
        new()
        {
            Connection = connection,
            Name = name[0],
            Operations = AllOperations,
        };

    protected override string LockOf(Publication shape) => $"publication/{shape.Name}";

    protected override async Task<PublicationObservation> ObserveAsync(
        PostgresSession session,
        Publication desired,
        Publication? current,
        CancellationToken stop
    )
    {
        var batch = new FactBatch();
        var server = batch.Add(ServerFacts.Query);
        var head = batch.Add(PublicationFacts.Head(desired.Name, session.ServerVersion));
        var members = batch.Add(PublicationFacts.Members(desired.Name, session.ServerVersion));
        var tables = batch.Add(TableFacts.Query([.. (desired.Tables ?? []).Select(TableName.Parse)], null, desired.Name));
        var covers = desired.AllTables == true || desired.Schemas is { Count: > 0 };
        var covered = covers ? batch.Add(TableFacts.KeylessIn(desired.AllTables == true ? null : desired.Schemas)) : null;
        var schemas = batch.Add(
            new FactQuery<string>(
                "select n.nspname::text from pg_catalog.pg_namespace n where n.nspname::text = any ($1::text[])",
                static r => r.GetString(0),
                (object)(desired.Schemas ?? []).ToArray()
            )
        );
        await session.ReadAsync(batch, stop);
        return new PublicationObservation(
            server.FirstOrDefault,
            head.FirstOrDefault is { } found ? found with { Tables = members.Rows } : null,
            tables.Rows,
            covered?.Rows ?? [],
            schemas.Rows
        );
    }

    protected override PublicationObservation NotObserved(Publication desired) => PublicationObservation.Nothing;

    protected override SqlPlan PlanTo(Publication desired, Publication? current, PublicationObservation facts, PlanContext setting) =>
        PublicationPlan.To(desired, current, facts, setting);

    protected override SqlPlan PlanDelete(Publication state, PublicationObservation facts) => PublicationPlan.Delete(state, facts);

    protected override Publication? Own(Publication state, IReadOnlyList<Prospect> others, Action<string> say)
    {
        if (others.Keeper<PublicationIntent>(p => p.Name == state.Name, $"publication {state.Name}", say) is not null)
        {
            return null;
        }

        others.RefuseWhereNeeded(c => c.Publication == state.Name, $"publication {state.Name}", "name");
        return state;
    }

    protected override Publication? ReadState(Publication known, Publication? account, PublicationObservation facts, bool import) =>
        PublicationPlan.ReadState(known, facts, import);

    protected override Publication PredictState(Publication desired, Publication? current, PublicationObservation facts, SqlPlan plan) =>
        desired with
        {
            Owner = facts.Live?.Owner ?? current?.Owner ?? facts.Server?.CurrentUser,
        };

    protected override IEnumerable<Diagnostic> Verify(Publication desired, PublicationObservation facts) =>
        PublicationPlan.Verify(desired, facts);

    protected override object IntentOf(Publication desired, bool isNew) =>
        new PublicationIntent(
            desired.Name,
            desired.AllTables == true,
            desired.Tables ?? [],
            desired.Schemas ?? [],
            desired.Operations ?? AllOperations,
            desired.ViaPartitionRoot != false
        );

    public override IReadOnlyList<ObjectRef> Makes(Publication shape) => ObjectRef.All(ObjectKind.Publication, shape.Name);

    public override IReadOnlyList<ObjectRef> Uses(Publication shape) => ObjectRef.All(ObjectKind.Table, shape.Tables ?? []);
}

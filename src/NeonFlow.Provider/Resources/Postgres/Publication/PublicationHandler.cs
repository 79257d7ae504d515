using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres.Publication;

/// <summary>Verbs of <see cref="Publication"/>.</summary>
internal sealed class PublicationHandler(UpstreamClients upstreams)
    : SqlResourceHandler<Publication, PublicationObservation, PublicationPlan>(upstreams)
{
    protected override string Kind => "publication";

    protected override DatabaseIdForm IdForm { get; } = new("name");

    public override Publication Check(CheckContext<Publication> context)
    {
        var inputs = context.Inputs;
        SqlChecks.Connection(context, inputs.Connection);
        SqlChecks.Name(context, nameof(inputs.Name), inputs.Name);
        SqlChecks.Names(context, nameof(inputs.Schemas), inputs.Schemas);
        if (
            inputs.AllTables == true
            && context.IsKnown(nameof(inputs.Tables))
            && context.IsKnown(nameof(inputs.Schemas))
            && (inputs.Tables is { Count: > 0 } || inputs.Schemas is { Count: > 0 })
        )
        {
            context.Fail(
                PostgresDiagnostics.Contradiction,
                nameof(inputs.AllTables),
                "A publication is for all tables or for named tables and schemas, not both.",
                "Take AllTables out, or Tables and Schemas."
            );
        }

        var operations = SqlChecks.Words(
            context,
            nameof(inputs.Operations),
            inputs.Operations,
            PublicationOperations.All,
            PublicationOperations.All,
            upper: false
        );
        if (operations is { Count: 0 } && context.IsKnown(nameof(inputs.Operations)))
        {
            context.Fail(
                PostgresDiagnostics.Contradiction,
                nameof(inputs.Operations),
                "No operation is named; PostgreSQL would take that and publish nothing.",
                "Operations = { \"insert\", \"update\", \"delete\", \"truncate\" }"
            );
        }

        // Written down as none, what somebody adds by hand is seen as a change.
        return inputs with
        {
            Tables = SqlChecks.Tables(context, nameof(inputs.Tables), inputs.Tables) ?? [],
            Schemas = inputs.Schemas ?? [],
            Operations = operations,
        };
    }

    // Left out and none are the same.
    public override void Diff(DiffContext<Publication> context)
    {
        base.Diff(context);
        var (old, desired) = (context.OldInputs, context.Desired);
        if (old.Tables is null && desired.Tables is { Count: 0 } && !context.Unknown.Contains(PropertyPath.Of(nameof(desired.Tables))))
        {
            context.Drop(nameof(desired.Tables));
        }

        if (old.Schemas is null && desired.Schemas is { Count: 0 } && !context.Unknown.Contains(PropertyPath.Of(nameof(desired.Schemas))))
        {
            context.Drop(nameof(desired.Schemas));
        }

        // What the program does not say stays as it is.
        if (desired.GeneratedColumns is null && !context.Unknown.Contains(PropertyPath.Of(nameof(desired.GeneratedColumns))))
        {
            context.Drop(nameof(desired.GeneratedColumns));
        }
    }

    public override IReadOnlyList<ObjectRef> Makes(Publication shape) => ObjectRef.All(ObjectKind.Publication, shape.Name);

    public override IReadOnlyList<ObjectRef> Uses(Publication shape) =>
        ObjectRef.All(ObjectKind.Table, (shape.Tables ?? []).Select(static t => t.ToString()));

    protected override IReadOnlyList<string> NameOf(Publication shape) => [shape.Name];

    protected override string? OwnName(Publication state) => nameof(state.Name);

    protected override Publication FromId(Connection? connection, IReadOnlyList<string> name) =>
        new()
        {
            Connection = connection,
            Name = name[0],
            Operations = PublicationOperations.All,
        };

    protected override string LockOf(Publication shape) => $"publication/{shape.Name}";

    protected override bool IsKept(Publication state, IReadOnlyList<ProgramResource> remaining, Action<string> say)
    {
        var (target, what) = (new ObjectRef(ObjectKind.Publication, state.Name), $"publication {state.Name}");
        if (remaining.IsKept(target, what, say))
        {
            return true;
        }

        remaining.RefuseWhereUsed(target, what, nameof(state.Name));
        return false;
    }

    protected override Func<PublicationObservation> Observe(
        FactBatch batch,
        PostgresSession session,
        Publication desired,
        Publication? current
    )
    {
        // The name that it has, until the plan gives it another one.
        var name = current?.Name ?? desired.Name;
        var server = batch.Add(ServerFacts.Query);
        var head = batch.Add(PublicationFacts.Head(name, session.ServerVersion));
        var members = batch.Add(PublicationFacts.Members(name, session.ServerVersion, WatermarksFacts.Columns));
        var (version, generated) = (session.ServerVersion, desired.GeneratedColumns);
        var tables = TableFacts.Add(batch, desired.Tables ?? [], null, name, version, whole: true, generated: generated);
        var covers = desired.AllTables == true || desired.Schemas is { Count: > 0 };
        var schemasCovered = desired.AllTables == true ? null : desired.Schemas;
        var covered = covers ? IdentityFault.AddCovered(batch, schemasCovered, name, generated) : null;
        var unstreamed = covers ? batch.Add(UnstreamedTable.Covered(schemasCovered)) : null;
        var faultsNow = IdentityFault.AddOf(batch, name, version);
        var schemas = batch.Add(
            new FactQuery<string>(
                "select n.nspname::text from pg_catalog.pg_namespace n where n.nspname::text = any ($1::text[])",
                static r => r.GetString(0),
                (object)(desired.Schemas ?? []).ToArray()
            )
        );
        var mayPublishAll = batch.Add(
            new FactQuery<bool>(
                """
                select pg_catalog.bool_or(pg_catalog.pg_has_role(r.oid, 'USAGE'))
                from pg_catalog.pg_roles r where r.rolname = 'neon_superuser' or (r.rolname = current_user and r.rolsuper)
                """,
                static r => !r.IsDBNull(0) && r.GetBoolean(0)
            )
        );
        return () =>
            new PublicationObservation(
                server.FirstOrDefault!,
                head.FirstOrDefault is { } found ? found with { Tables = members.Rows } : null,
                tables(),
                covered?.Rows ?? [],
                faultsNow.Rows,
                unstreamed?.Rows ?? [],
                schemas.Rows,
                mayPublishAll.FirstOrDefault
            );
    }
}

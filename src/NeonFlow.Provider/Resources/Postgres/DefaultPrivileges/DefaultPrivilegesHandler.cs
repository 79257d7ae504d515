using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres.DefaultPrivileges;

/// <summary>Verbs of <see cref="DefaultPrivileges"/>.</summary>
internal sealed class DefaultPrivilegesHandler(UpstreamClients upstreams)
    : SqlResourceHandler<DefaultPrivileges, DefaultPrivilegesObservation, DefaultPrivilegesPlan>(upstreams)
{
    protected override string Kind => "default privileges";

    protected override DatabaseIdForm IdForm { get; } = new("schema", "role", "tables or sequences");

    public override DefaultPrivileges Check(CheckContext<DefaultPrivileges> context)
    {
        var inputs = context.Inputs;
        SqlChecks.Connection(context, inputs.Connection);
        SqlChecks.Name(context, nameof(inputs.Role), inputs.Role, grantee: true);
        SqlChecks.Name(context, nameof(inputs.Schema), inputs.Schema);
        SqlChecks.Names(context, nameof(inputs.Creators), inputs.Creators, grantee: true);
        var creators = inputs.Creators;
        if (creators is not null && context.IsKnown(nameof(inputs.Creators)))
        {
            if (creators.Count == 0)
            {
                context.Fail(
                    PostgresDiagnostics.Contradiction,
                    nameof(inputs.Creators),
                    "No creator is named, so no future object would be covered.",
                    "Name the role that runs the migrations: Creators = { \"app_owner\" }"
                );
            }

            creators = [.. creators.Distinct(StringComparer.Ordinal)];
        }

        return inputs with
        {
            Creators = creators!,
            Privileges = SqlChecks.Words(
                context,
                nameof(inputs.Privileges),
                inputs.Privileges,
                !context.IsKnown(nameof(inputs.On)) ? [.. SqlPrivileges.OnTables.Union(SqlPrivileges.OnSequences)]
                    : inputs.On == DefaultPrivilegesTarget.Sequences ? SqlPrivileges.OnSequences
                    : SqlPrivileges.OnTables,
                ["SELECT"]
            ),
        };
    }

    public override IReadOnlyList<ObjectRef> Uses(DefaultPrivileges shape) => ObjectRef.All(ObjectKind.Role, shape.Role);

    protected override IReadOnlyList<string> NameOf(DefaultPrivileges shape) => DefaultPrivilegesPlan.NameOf(shape);

    protected override DefaultPrivileges FromId(Connection? connection, IReadOnlyList<string> name) =>
        new()
        {
            Connection = connection,
            Schema = name[0],
            Role = name[1],
            On = name[2] switch
            {
                "tables" => DefaultPrivilegesTarget.Tables,
                "sequences" => DefaultPrivilegesTarget.Sequences,
                _ => throw new DiagnosticException(
                    new Diagnostic(CoreDiagnostics.MalformedId, "", $"The id ends with '{name[2]}'.")
                    {
                        Fix = $"End it with tables or sequences: {IdForm}",
                    }
                ),
            },
            Creators = [],
        };

    protected override string LockOf(DefaultPrivileges shape) => "acl";

    protected override Func<DefaultPrivilegesObservation> Observe(
        FactBatch batch,
        PostgresSession session,
        DefaultPrivileges desired,
        DefaultPrivileges? current
    )
    {
        var sequences = desired.On == DefaultPrivilegesTarget.Sequences;
        var schema = DefaultPrivilegesPlan.SchemaOf(desired);
        var role = batch.Add(RoleFacts.Query(desired.Role));
        var schemas = batch.Add(SchemaPrivilegeFacts.Query(desired.Role, schema));
        var entries = batch.Add(DefaultPrivilegeFacts.Query(desired.Role, sequences, schema, desired.Creators));
        var all = batch.Add(DefaultPrivilegeFacts.All(desired.Role, sequences, schema));
        var uncovered = batch.Add(DefaultPrivilegeFacts.Uncovered(desired.Role, sequences, schema, "SELECT"));
        var server = batch.Add(ServerFacts.Query);
        return () =>
            new DefaultPrivilegesObservation(
                role.FirstOrDefault,
                schemas.Rows.Count > 0,
                entries.Rows,
                all.Rows,
                uncovered.Rows,
                server.FirstOrDefault!
            );
    }
}

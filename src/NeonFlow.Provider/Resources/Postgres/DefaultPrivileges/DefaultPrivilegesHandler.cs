using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres.DefaultPrivileges;

/// <summary>Verbs of <see cref="DefaultPrivileges"/>.</summary>
internal sealed class DefaultPrivilegesHandler(UpstreamClients upstreams)
    : SqlResourceHandler<DefaultPrivileges, DefaultPrivilegesObservation>(upstreams)
{
    private static readonly string[] TableWords = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"];
    private static readonly string[] SequenceWords = ["SELECT", "USAGE", "UPDATE"];

    protected override string Kind => "default privileges";

    protected override string IdForm => "<schema>/<role>/<tables or sequences>";

    public override DefaultPrivileges Check(CheckContext<DefaultPrivileges> context)
    {
        var inputs = context.Inputs;
        SqlChecks.Connection(context, inputs.Connection);
        SqlChecks.Name(context, "role", inputs.Role, grantee: true);
        SqlChecks.Name(context, "schema", inputs.Schema);
        var creators = inputs.Creators;
        if (context.IsKnown("creators") && creators is not null)
        {
            for (var i = 0; i < creators.Count; i++)
            {
                SqlChecks.Name(context, PropertyPath.Element("creators", i), creators[i], grantee: true);
            }

            if (creators.Count == 0)
            {
                context.Fail(
                    PostgresDiagnostics.Contradiction,
                    "creators",
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
                "privileges",
                inputs.Privileges,
                inputs.On == DefaultPrivilegesTarget.Sequences ? SequenceWords : TableWords,
                ["SELECT"]
            ),
        };
    }

    protected override Account<DefaultPrivileges>? Account { get; } =
        new(static s => $"{s.Schema}/{s.Role}/{s.On}", static s => s.Granted, static (s, items) => s with { Granted = items });

    protected override Connection? ConnectionOf(DefaultPrivileges shape) => shape.Connection;

    protected override IReadOnlyList<string> NameOf(DefaultPrivileges shape) =>
        [shape.Schema ?? "public", shape.Role, shape.On == DefaultPrivilegesTarget.Sequences ? "sequences" : "tables"];

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

    protected override async Task<DefaultPrivilegesObservation> ObserveAsync(
        PostgresSession session,
        DefaultPrivileges desired,
        DefaultPrivileges? current,
        CancellationToken stop
    )
    {
        var sequences = desired.On == DefaultPrivilegesTarget.Sequences;
        var schema = desired.Schema ?? "public";
        var batch = new FactBatch();
        var role = batch.Add(RoleFacts.Query(desired.Role));
        var schemas = batch.Add(SchemaPrivilegeFacts.Query(desired.Role, schema));
        var entries = batch.Add(DefaultPrivilegeFacts.Query(desired.Role, sequences, schema, desired.Creators));
        var all = batch.Add(DefaultPrivilegeFacts.All(desired.Role, sequences, schema));
        var uncovered = batch.Add(DefaultPrivilegeFacts.Uncovered(desired.Role, sequences, schema, "SELECT"));
        await session.ReadAsync(batch, stop);
        return new DefaultPrivilegesObservation(role.FirstOrDefault, schemas.Rows.Count > 0, entries.Rows, all.Rows, uncovered.Rows);
    }

    protected override DefaultPrivilegesObservation NotObserved(DefaultPrivileges desired) => DefaultPrivilegesObservation.Nothing;

    protected override SqlPlan PlanTo(
        DefaultPrivileges desired,
        DefaultPrivileges? current,
        DefaultPrivilegesObservation facts,
        PlanContext setting
    ) => DefaultPrivilegesPlan.To(desired, current, facts, setting);

    protected override SqlPlan PlanDelete(DefaultPrivileges state, DefaultPrivilegesObservation facts) =>
        DefaultPrivilegesPlan.Delete(state, facts);

    protected override IReadOnlyList<string> Unwanted(IReadOnlyList<string> account, DefaultPrivileges about, object intent) =>
        DefaultPrivilegesPlan.Unwanted(account, about, intent as DefaultPrivilegesIntent);

    protected override DefaultPrivileges? ReadState(
        DefaultPrivileges known,
        DefaultPrivileges? account,
        DefaultPrivilegesObservation facts,
        bool import
    ) => DefaultPrivilegesPlan.ReadState(known, account, facts, import);

    protected override DefaultPrivileges PredictState(
        DefaultPrivileges desired,
        DefaultPrivileges? current,
        DefaultPrivilegesObservation facts,
        SqlPlan plan
    ) =>
        desired with
        {
            Granted = plan.Account(current?.Granted),
            UncoveredCreators = DefaultPrivilegesPlan.StillUncovered(desired, facts),
        };

    protected override IEnumerable<Diagnostic> Verify(DefaultPrivileges desired, DefaultPrivilegesObservation facts) =>
        DefaultPrivilegesPlan.Verify(desired, facts);

    protected override object IntentOf(DefaultPrivileges desired, bool isNew) =>
        new DefaultPrivilegesIntent(
            desired.Role,
            desired.Schema ?? "public",
            desired.On == DefaultPrivilegesTarget.Sequences,
            desired.Creators ?? [],
            desired.Privileges ?? []
        );

    public override IReadOnlyList<ObjectRef> Uses(DefaultPrivileges shape) => ObjectRef.All(ObjectKind.Role, shape.Role);
}

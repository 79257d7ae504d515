using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres.RoleMembership;

/// <summary>Verbs of <see cref="RoleMembership"/>.</summary>
internal sealed class RoleMembershipHandler(UpstreamClients upstreams)
    : SqlResourceHandler<RoleMembership, RoleMembershipObservation, RoleMembershipPlan>(upstreams)
{
    // Its members are implicit.
    private const string DatabaseOwner = "pg_database_owner";

    protected override string Kind => "role membership";

    protected override DatabaseIdForm IdForm { get; } = new("role", "member");

    protected override bool IsOfServer => true;

    public override RoleMembership Check(CheckContext<RoleMembership> context)
    {
        var inputs = context.Inputs;
        SqlChecks.Connection(context, inputs.Connection);
        foreach (var (path, name) in new[] { (nameof(inputs.Role), inputs.Role), (nameof(inputs.Member), inputs.Member) })
        {
            SqlChecks.Name(context, path, name, grantee: true);
            if (context.IsKnown(path) && name == DatabaseOwner)
            {
                context.Fail(
                    PostgresDiagnostics.Contradiction,
                    path,
                    $"The only member of {DatabaseOwner} is the owner of the database, and it is a member of nothing.",
                    "Name another role."
                );
            }
        }

        if (context.IsKnown(nameof(inputs.Role)) && context.IsKnown(nameof(inputs.Member)) && inputs.Role == inputs.Member)
        {
            context.Fail(
                PostgresDiagnostics.CircularMembership,
                nameof(inputs.Member),
                $"{inputs.Member} would be a member of itself.",
                "Name another role."
            );
        }

        return inputs;
    }

    public override IReadOnlyList<ObjectRef> Uses(RoleMembership shape) => ObjectRef.All(ObjectKind.Role, shape.Role, shape.Member);

    protected override IReadOnlyList<string> NameOf(RoleMembership shape) => [shape.Role, shape.Member];

    protected override RoleMembership FromId(Connection? connection, IReadOnlyList<string> name) =>
        new()
        {
            Connection = connection,
            Role = name[0],
            Member = name[1],
        };

    // The rows of all memberships are in one catalogue of the server.
    protected override string LockOf(RoleMembership shape) => "memberships";

    protected override Func<RoleMembershipObservation> Observe(
        FactBatch batch,
        PostgresSession session,
        RoleMembership desired,
        RoleMembership? current
    )
    {
        var roles = batch.Add(MembershipFacts.Query(desired.Role, desired.Member));
        var grants = batch.Add(MembershipGrant.Query(desired.Role, desired.Member));
        var server = batch.Add(ServerFacts.Query);
        return () => new(roles.FirstOrDefault!, grants.Rows, server.FirstOrDefault!);
    }
}

using NeonFlow.Postgres.Facts;

namespace NeonFlow.Provider.Resources.Postgres.RoleMembership;

/// <summary>What a membership observes.</summary>
/// <param name="Roles">The two roles, and what the connecting role may do about them.</param>
/// <param name="Grants">The grants of the one to the other.</param>
/// <param name="Server">The server.</param>
internal sealed record RoleMembershipObservation(MembershipFacts Roles, IReadOnlyList<MembershipGrant> Grants, ServerFacts Server)
{
    /// <summary>First version that has a grant for each grantor, and options of each.</summary>
    public const int Options = 160000;

    /// <summary>Whether the server has a grant for each grantor.</summary>
    public bool IsByGrantor => Server.Version >= Options;

    /// <summary>Whether the member has an option by any grant.</summary>
    public bool Has(string option) => Grants.Any(g => g.Gives(option));
}

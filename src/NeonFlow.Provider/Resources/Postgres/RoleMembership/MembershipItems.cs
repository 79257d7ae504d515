using NeonFlow.Postgres.Facts;

namespace NeonFlow.Provider.Resources.Postgres.RoleMembership;

/// <summary>The grants of one membership as accounts list them: each grant, and each option that a program asks of it.</summary>
internal sealed class MembershipItems(RoleMembership shape, RoleMembershipObservation observed, SqlOwnership? ownership)
{
    /// <summary>The grant.</summary>
    public Owned Of(MembershipGrant grant) => Of(grant.Grantor);

    /// <summary>The grant of a role.</summary>
    public Owned Of(string? grantor) => Owned.Membership(shape.Role, shape.Member, observed.IsByGrantor ? grantor : null);

    /// <summary>An option of a grant.</summary>
    public Owned Of((string Word, bool Value) option, MembershipGrant grant) => Of(option, grant.Grantor);

    /// <summary>An option of the grant of a role.</summary>
    public Owned Of((string Word, bool Value) option, string? grantor) =>
        Owned.MembershipOption(option.Word, option.Value, shape.Role, shape.Member, observed.IsByGrantor ? grantor : null);

    /// <summary>Whether this resource made the grant.</summary>
    public bool IsOwn(MembershipGrant grant) => ownership?.Own.Contains(Of(grant)) == true;

    /// <summary>Whether this or another resource of a NeonFlow program made the grant.</summary>
    public bool IsListed(MembershipGrant grant) => IsOwn(grant) || ownership?.IsShared(Of(grant)) == true;

    /// <summary>The grant that an item is about, if there is one.</summary>
    public MembershipGrant? GrantOf(Owned item) =>
        item.Holder == shape.Role && item.Grantee == shape.Member
            ? observed.Grants.FirstOrDefault(g => Of(g).Grantor == item.Grantor)
            : null;

    /// <summary>Whether an item is as the server has it.</summary>
    public bool IsLive(Owned item) =>
        GrantOf(item) is { } grant && (item.Kind != OwnedKind.MembershipOption || grant.Gives(item.Privilege!) == item.Value);

    /// <summary>
    /// What an option is once nobody asks for it: in a grant that programs made what a new one has; in one of somebody else it is taken
    /// back.
    /// </summary>
    public bool Left(string option, MembershipGrant grant) =>
        IsListed(grant)
        && option switch
        {
            "ADMIN" => false,
            "INHERIT" => observed.Roles.MemberInherits,
            _ => true,
        };

    /// <summary>Who the statement has to name as the grantor; null where the server takes the same one by itself.</summary>
    public string? By(string? grantor) =>
        !observed.IsByGrantor
        || (grantor == observed.Roles.Grantor && (observed.Server.Superuser || grantor == observed.Server.CurrentUser))
            ? null
            : grantor;
}

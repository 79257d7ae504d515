using NeonFlow.Postgres.Facts;
using static NeonFlow.Provider.Tests.Preflight.Planned;

namespace NeonFlow.Provider.Tests.Preflight;

public sealed partial class JudgeTests
{
    public static TheoryData<string, object[], bool, bool> Memberships =>
        new()
        {
            { "none", [], true, false },
            { "of the capture's role", [MembershipOf("flow", "readers")], true, true },
            { "of another role", [MembershipOf("somebody", "readers")], true, false },
            { "that is not inherited", [MembershipOf("flow", "readers", inherit: false)], true, false },
            { "of a role without INHERIT", [MembershipOf("flow", "readers")], false, false },
            { "that is inherited although the role is without INHERIT", [MembershipOf("flow", "readers", inherit: true)], false, true },
            { "of a role that the Neon API makes", [RoleOf("staff"), MembershipOf("flow", "staff")], true, true },
            { "that another role has in one that the Neon API makes", [RoleOf("staff"), MembershipOf("somebody", "staff")], true, false },
            { "through another one", [MembershipOf("staff", "readers"), MembershipOf("flow", "staff")], true, true },
        };

    [Theory]
    [MemberData(nameof(Memberships))]
    public void A_membership_gives_what_the_role_reads(string what, object[] made, bool inherits, bool excused)
    {
        var table = Table("public.orders", select: false);
        var facts = Healthy() with
        {
            Role = Role() with { Inherits = inherits },
            Seen = Seen(1, readable: false),
            Tables = [table],
            Groups = [new GroupFacts("readers", table.Name, Usage: true, Select: true)],
        };
        Assert.True(excused == (Failures(facts, made).Count == 0), what);
    }
}

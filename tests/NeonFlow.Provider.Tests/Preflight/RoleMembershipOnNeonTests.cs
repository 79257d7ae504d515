using NeonFlow.Provider.Engine;
using NeonFlow.Provider.Tests.Postgres;
using NeonFlow.Testing.Neon;
using NeonFlow.Testing.Postgres;
using static NeonFlow.Provider.Tests.Preflight.ProgramUnderJudgement;

namespace NeonFlow.Provider.Tests.Preflight;

/// <summary>Whose the roles are that the Neon API makes.</summary>
public sealed class RoleMembershipOnNeonTests
{
    public static TheoryData<int> Majors => DatabaseFixture.Majors;

    [Theory]
    [MemberData(nameof(Majors))]
    public async Task A_role_of_the_API_is_the_platforms_from_16_on_and_preview_knows_it_before_there_is_one(int major)
    {
        await using var cloud = await NeonCloud.StartAsync(new NeonCloudOptions { Binaries = PostgresBinaries.FindMajor(major) });
        var project = await cloud.AddProjectAsync(Shop("CREATE ROLE by_sql; CREATE ROLE plain;"));
        ProgramUnderJudgement NewProgram()
        {
            var next = new ProgramUnderJudgement(cloud, project);
            next.Connection = () => next.Neon();
            return next;
        }

        var (program, made) = (NewProgram(), NewProgram());
        await program.RegisterAsync(Role, program.Inputs(Role));
        program.Check(Membership, program.Inputs(Membership, ("role", "flow")));
        var planned = await Record.ExceptionAsync(() => program.PreviewAsync(Membership));
        await made.MakeAsync(Role, made.Inputs(Role));
        var refused = await Record.ExceptionAsync(() => made.MakeAsync(Membership, made.Inputs(Membership, ("role", "flow"))));
        if (major < 16)
        {
            Assert.Null(planned);
            Assert.Null(refused);
        }
        else
        {
            Assert.IsType<CallFailedException>(planned);
            Assert.Contains("which nobody has on a role that the Neon API makes", planned.Message, StringComparison.Ordinal);
            Assert.Contains("NF3012 at role", refused?.Message, StringComparison.Ordinal);
            Assert.Contains("Only Neon's platform could grant it", refused?.Message, StringComparison.Ordinal);
        }

        var own = await made.MakeAsync(Membership, made.Inputs(Membership, ("role", "by_sql")), "own");
        await made.DeleteAsync(Membership, own, "own");
    }
}

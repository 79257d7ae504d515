using static NeonFlow.Provider.Tests.Preflight.ProgramUnderJudgement;

namespace NeonFlow.Provider.Tests.Preflight;

/// <summary>Programs that make the capture's role a member of another.</summary>
public sealed partial class ProgramTests
{
    [Theory]
    [InlineData("plain", null, true)]
    [InlineData("plain", "readers", false)]
    [InlineData("quiet", "readers", true)]
    public async Task A_role_that_becomes_a_member_in_the_same_program_reads_what_it_inherits(string user, string? group, bool isTold)
    {
        var program = NewProgram();
        foreach (var type in Pipeline.Where(static t => t is not Grant))
        {
            await program.RegisterAsync(type, program.Inputs(type));
        }

        if (group is not null)
        {
            await program.RegisterAsync(Membership, program.Inputs(Membership, ("role", group), ("member", user)));
        }

        var verdict = await program.VerdictAsync([("connection", program.Neon()), ("user", user)]);
        Assert.Equal(isTold, verdict.Contains("NF5003", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("plain", true)]
    [InlineData("quiet", false)]
    public async Task A_grant_of_the_same_program_to_a_role_that_it_becomes_a_member_of_counts(string user, bool passes)
    {
        var program = NewProgram();
        foreach (var type in Pipeline.Where(static t => t is not Grant))
        {
            await program.RegisterAsync(type, program.Inputs(type));
        }

        await program.RegisterAsync(Grant, program.Inputs(Grant, ("role", "clerks")));
        await program.RegisterAsync(Membership, program.Inputs(Membership, ("role", "clerks"), ("member", user)));
        var verdict = await program.VerdictAsync([("connection", program.Neon()), ("user", user)]);
        Assert.Equal(!passes, verdict.Contains("NF5003", StringComparison.Ordinal));
    }
}

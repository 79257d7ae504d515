using CsCheck;
using NeonFlow.Postgres;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Tests.Postgres.Properties;

/// <summary>
/// Generated cases on real servers: preview and up agree, what is wanted is reached, a second plan is empty, what others have survives, and
/// after destroy the database is as people alone would have made it. A failure prints the seed, which <c>CsCheck_Seed</c> repeats.
/// </summary>
public sealed class GeneratedCaseTests(DatabaseFixture fixture)
{
    private const string CasesVariable = "NEONFLOW_CASES";
    private const int Cases = 20;

    public static TheoryData<int> Majors => DatabaseFixture.Majors;

    [Theory]
    [MemberData(nameof(Majors))]
    public async Task Preview_up_and_destroy_are_right_for_any_program_on_any_database(int major)
    {
        var db = await fixture.OnMajorAsync(major);
        var twin = await fixture.OnMajorAsync(major);
        var names = new Names(db.Role);
        await db.ExecuteAsync($"CREATE ROLE {Identifier.Quote(names.Other)}; CREATE ROLE {Identifier.Quote(names.Maker)}");
        var cases = int.TryParse(Environment.GetEnvironmentVariable(CasesVariable), out var wanted) ? wanted : Cases;
        // A session costs the server more than all that is done in it.
        var upstreams = new UpstreamClients(new Settings());
        var (asked, fulfilled) = (0, 0);
        await Case.Any.SampleAsync(
            async generated =>
            {
                var run = new CaseRun(db, twin, names, generated, upstreams);
                await run.RunAsync();
                (asked, fulfilled) = (asked + run.Asked, fulfilled + run.Fulfilled);
            },
            writeLine: TestContext.Current.SendDiagnosticMessage,
            iter: cases,
            threads: 1
        );
        Assert.True(2 * fulfilled > asked, $"only {fulfilled} of {asked} resources were made");
    }
}

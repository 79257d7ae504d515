using CsCheck;
using NeonFlow.Postgres;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Tests.Postgres.Properties;

/// <summary>
/// Generated cases on real servers: preview and up agree, what is wanted is reached, a second plan is empty, what others have survives, and
/// after destroy the database is as people alone would have made it. A failure prints the seed, which <c>CsCheck_Seed</c> repeats.
/// </summary>
public sealed class AnyStateTests(DatabaseFixture fixture)
{
    private const string CasesVariable = "NEONFLOW_CASES";
    private const int Cases = 170;

    public static TheoryData<int> Majors => DatabaseFixture.Majors;

    [Theory]
    [MemberData(nameof(Majors))]
    public async Task Whatever_is_there_and_whatever_is_wanted(int major)
    {
        var db = await fixture.OnMajorAsync(major);
        var twin = await fixture.OnMajorAsync(major);
        var names = new Names(db.Role);
        await db.ExecuteAsync($"CREATE ROLE {Identifier.Quote(names.Other)}; CREATE ROLE {Identifier.Quote(names.Maker)}");
        var cases = int.TryParse(Environment.GetEnvironmentVariable(CasesVariable), out var asked) ? asked : Cases;
        // A session costs the server more than all that is done in it.
        var upstreams = new UpstreamClients(new Settings());
        await Case.Any.SampleAsync(
            async life => await new Life(db, twin, names, life, upstreams).RunAsync(),
            writeLine: TestContext.Current.SendDiagnosticMessage,
            iter: cases,
            threads: 1
        );
    }
}

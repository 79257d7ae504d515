namespace NeonFlow.Testing.Tests.Connectors;

/// <summary>The recorded cases of all other files: captures that run while something happens to them.</summary>
[Trait("Category", "connector-captures")]
[Trait("Category", "long")]
public sealed class RunningConnectorCaptureTests(ShopServers servers, ITestOutputHelper output)
{
    public static IEnumerable<TheoryDataRow<string, string>> Steps => RecordedSteps.Between(50, int.MaxValue);

    [Theory]
    [MemberData(nameof(Steps))]
    public Task The_recorded_step_comes_out_as_recorded(string file, string step) =>
        Replay.RunAsync(servers, Captures.Folder, output, Captures.Find(Captures.Folder, file, step));
}

namespace NeonFlow.Testing.Tests.Connectors;

/// <summary>The recorded cases of files numbered below 50: requests that are answered and over, and the first run of a capture.</summary>
[Trait("Category", "connector-captures")]
[Trait("Category", "long")]
public sealed class ConnectorCaptureTests(ShopServers servers, ITestOutputHelper output)
{
    public static IEnumerable<TheoryDataRow<string, string>> Steps => RecordedSteps.Between(0, 49);

    [Theory]
    [MemberData(nameof(Steps))]
    public Task The_recorded_step_comes_out_as_recorded(string file, string step) =>
        Replay.RunAsync(servers, Captures.Folder, output, Captures.Find(Captures.Folder, file, step));
}

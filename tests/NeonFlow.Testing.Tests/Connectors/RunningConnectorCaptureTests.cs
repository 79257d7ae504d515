using Xunit.Abstractions;

namespace NeonFlow.Testing.Tests.Connectors;

/// <summary>The recorded cases of all other files: captures that run while something happens to them.</summary>
[Trait("Category", "connector-captures")]
public sealed class RunningConnectorCaptureTests(ShopServers servers, ITestOutputHelper output) : IClassFixture<ShopServers>
{
    [Theory]
    [RecordedSteps(50, int.MaxValue)]
    [
        StepsWithoutServer(50, int.MaxValue, 14),
        StepsWithoutServer(50, int.MaxValue, 15),
        StepsWithoutServer(50, int.MaxValue, 16),
        StepsWithoutServer(50, int.MaxValue, 17),
        StepsWithoutServer(50, int.MaxValue, 18),
        StepsWithoutPooler(50, int.MaxValue),
        StepsNotPlayed(50, int.MaxValue)
    ]
    public Task The_recorded_step_comes_out_as_recorded(string file, string step) =>
        new Replay(servers, Captures.Folder, output).RunAsync(Captures.Find(Captures.Folder, file, step));
}

using Xunit.Abstractions;

namespace NeonFlow.Testing.Tests.Connectors;

/// <summary>The recorded cases of files numbered below 50: requests that are answered and over, and the first run of a capture.</summary>
[Trait("Category", "connector-captures")]
public sealed class ConnectorCaptureTests(ShopServers servers, ITestOutputHelper output) : IClassFixture<ShopServers>
{
    [Theory]
    [RecordedSteps(0, 49)]
    [
        StepsWithoutServer(0, 49, 14),
        StepsWithoutServer(0, 49, 15),
        StepsWithoutServer(0, 49, 16),
        StepsWithoutServer(0, 49, 17),
        StepsWithoutServer(0, 49, 18),
        StepsWithoutPooler(0, 49)
    ]
    public Task The_recorded_step_comes_out_as_recorded(string file, string step) =>
        new Replay(servers, Captures.Folder, output).RunAsync(Captures.Find(Captures.Folder, file, step));
}

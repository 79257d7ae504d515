namespace NeonFlow.Testing.Tests.Connectors;

/// <summary>No recorded run lies in the folder unread.</summary>
public sealed class CaptureFileTests
{
    [Fact]
    public void Every_bundled_file_is_replayed_or_listed_as_one_without_cases()
    {
        var replayed = ConnectorCaptureTests.Steps.Concat(RunningConnectorCaptureTests.Steps).Select(static row => row.Data.Item1);
        var bundled = Directory.EnumerateFiles(Captures.Bundled, "*.json").Select(static f => Path.GetFileName(f)!);
        Assert.Equal(
            bundled.Order(StringComparer.Ordinal),
            replayed.Concat(Captures.WithoutCases.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
        );
    }
}

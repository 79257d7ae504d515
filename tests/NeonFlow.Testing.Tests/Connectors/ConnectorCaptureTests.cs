using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace NeonFlow.Testing.Tests.Connectors;

/// <summary>The recorded cases of files numbered below 50: requests that are answered and over, and the first run of a capture.</summary>
[Trait("Category", "connector-captures")]
public sealed class ConnectorCaptureTests(ShopServers servers, ITestOutputHelper output) : IClassFixture<ShopServers>
{
    [Theory]
    [RecordedSteps(0, 49)]
    [StepsWithoutServer(0, 49, 14), StepsWithoutServer(0, 49, 15), StepsWithoutServer(0, 49, 16), StepsWithoutServer(0, 49, 17), StepsWithoutServer(0, 49, 18), StepsWithoutPooler(0, 49)]
    public Task The_recorded_step_comes_out_as_recorded(string file, string step) => new Replay(servers, Captures.Folder, output).RunAsync(Captures.Find(Captures.Folder, file, step));
}

/// <summary>The recorded cases of all other files: captures that run while something happens to them.</summary>
[Trait("Category", "connector-captures")]
public sealed class RunningConnectorCaptureTests(ShopServers servers, ITestOutputHelper output) : IClassFixture<ShopServers>
{
    [Theory]
    [RecordedSteps(50, int.MaxValue)]
    [StepsWithoutServer(50, int.MaxValue, 14), StepsWithoutServer(50, int.MaxValue, 15), StepsWithoutServer(50, int.MaxValue, 16), StepsWithoutServer(50, int.MaxValue, 17), StepsWithoutServer(50, int.MaxValue, 18), StepsWithoutPooler(50, int.MaxValue), StepsNotPlayed(50, int.MaxValue)]
    public Task The_recorded_step_comes_out_as_recorded(string file, string step) => new Replay(servers, Captures.Folder, output).RunAsync(Captures.Find(Captures.Folder, file, step));
}

/// <summary>Steps of the capture files whose numbers lie in a range, and that this machine can play.</summary>
internal class RecordedStepsAttribute(int first, int last) : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => Steps().Where(s => IsChosen(s.Step, CaseNeeds.Of(s.Case))).Select(s => new object[] { s.File, s.Step });

    protected virtual bool IsChosen(string step, CaseNeeds needs) =>
        !StepsNotPlayedAttribute.IsLeftOut(step) && ShopServers.Programs(needs.Major) is not null && !(needs.Pooler && Pooler.Executable is null);

    private IEnumerable<(string File, string Step, JsonObject Case)> Steps() =>
        from path in Directory.EnumerateFiles(Captures.Folder, "*.json").Order(StringComparer.Ordinal)
        let file = Path.GetFileName(path)
        let number = int.TryParse(file.AsSpan(0, file.TakeWhile(char.IsAsciiDigit).Count()), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : int.MaxValue
        where number >= first && number <= last
        from step in Captures.Cases(path)
        select (file, step.Name, step.Case);
}

/// <summary>Steps of a major version of which this machine has no server.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class StepsWithoutServerAttribute : RecordedStepsAttribute
{
    private readonly int _major;

    public StepsWithoutServerAttribute(int first, int last, int major) : base(first, last)
    {
        _major = major;
        Skip = $"PostgreSQL {major.ToString(CultureInfo.InvariantCulture)} is not here; `neonflow postgres --major {major.ToString(CultureInfo.InvariantCulture)}` fetches it";
    }

    protected override bool IsChosen(string step, CaseNeeds needs) => !StepsNotPlayedAttribute.IsLeftOut(step) && needs.Major == _major && ShopServers.Programs(_major) is null;
}

/// <summary>Steps through a pooler, where this machine has none.</summary>
internal sealed class StepsWithoutPoolerAttribute : RecordedStepsAttribute
{
    public StepsWithoutPoolerAttribute(int first, int last) : base(first, last) => Skip = "PgBouncer is not here: install Debian's package pgbouncer, or name one with NEONFLOW_PGBOUNCER";

    protected override bool IsChosen(string step, CaseNeeds needs) =>
        !StepsNotPlayedAttribute.IsLeftOut(step) && needs.Pooler && Pooler.Executable is null && ShopServers.Programs(needs.Major) is not null;
}

/// <summary>Bundled steps that are out of scope, whatever the machine has.</summary>
internal sealed class StepsNotPlayedAttribute : RecordedStepsAttribute
{
    private const string TlsServer = "60-sslmode-tls-server";

    public StepsNotPlayedAttribute(int first, int last) : base(first, last) => Skip = "out of scope: needs a server with a certificate, and the names and texts of another language's TLS";

    public static bool IsLeftOut(string step) => step == TlsServer && Captures.Folder == Captures.Bundled;

    protected override bool IsChosen(string step, CaseNeeds needs) => IsLeftOut(step);
}

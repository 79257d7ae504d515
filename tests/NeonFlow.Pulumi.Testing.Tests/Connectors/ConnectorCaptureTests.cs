using NeonFlow.Pulumi.Testing.Postgres;
using Xunit.Abstractions;

namespace NeonFlow.Pulumi.Testing.Tests.Connectors;

[Collection(ShopCollection.Name)]
[Trait("Category", "connector-captures")]
public sealed class ConnectorCaptureTests(ShopServer shop, ITestOutputHelper output)
{
    private const int Attempts = 3;

    /// <summary>The files of this project that are replayed; another folder's are replayed all.</summary>
    private static readonly string[] Replayed =
    [
        "01", "02", "03", "10", "11", "30", "32", "34", "35", "36", "37", "38", "39", "40", "41", "42", "44", "50", "51", "52", "54", "55", "56", "61", "70", "71", "72", "73", "74", "86",
    ];

    /// <summary>Steps of the replayed files that do not come out as recorded here, and why.</summary>
    private static readonly Dictionary<string, string> NotReplayed = new(StringComparer.Ordinal)
    {
        ["30-wal-level-replica"] = "needs a server of its own",
        ["42g-host-unknown"] = "what an unknown host says depends on the machine's resolver",
        ["61-config-errors"] = "the recorded text for a port that is not a number holds the password",
        ["65-pooler"] = "needs a pooler",
        ["65b-pooler-ignore"] = "needs a pooler",
        ["73-toast"] = "the progress line counts in percent where the table's size is known",
        ["74-publication-shapes"] = "not yet equal",
        ["80-pending-writer"] = "the writer's transaction stays open between the steps",
    };

    public static TheoryData<string, string> Steps()
    {
        var steps = new TheoryData<string, string>();
        foreach (var (file, step) in Runnable(here: true)) { steps.Add(file, step); }
        return steps;
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task The_recorded_step_comes_out_as_recorded(string file, string step)
    {
        var recorded = Captures.Find(Folder, file, step);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await new Replay(shop, Folder, output).RunAsync(recorded);
                return;
            }
            catch (ReplayDifference e) when (attempt < Attempts && e.Message.Contains("cursor", StringComparison.Ordinal))
            {
                // The server writes a record of its running transactions every now and then; where it falls between two fences there is one more of them.
                output.WriteLine($"again, as positions differ: {e.Message}");
            }
        }
    }

    [StepsNotReplayed]
    public void Steps_that_are_not_replayed_here() => Assert.Fail("this test only names them");

    private static string Folder => Environment.GetEnvironmentVariable(Captures.FolderVariable) is { Length: > 0 } other ? other : Captures.Bundled;

    private static IEnumerable<(string File, string Step)> Runnable(bool here)
    {
        var installed = PostgresBinaries.Find().Major.ToString(System.Globalization.CultureInfo.InvariantCulture);
        foreach (var path in Directory.EnumerateFiles(Folder, "*.json").Order(StringComparer.Ordinal))
        {
            var file = Path.GetFileName(path);
            if (Folder == Captures.Bundled && !Replayed.Any(r => file.StartsWith(r + "-", StringComparison.Ordinal))) { continue; }
            foreach (var (name, recorded) in Captures.Cases(path))
            {
                var serverIsHere = ((string)recorded["postgres"]!).Split('.')[0] == installed;
                var replayed = serverIsHere && !(Folder == Captures.Bundled && NotReplayed.ContainsKey(name));
                if (replayed == here) { yield return (file, name); }
            }
        }
    }

    private sealed class StepsNotReplayedAttribute : FactAttribute
    {
        public StepsNotReplayedAttribute()
        {
            var steps = Runnable(here: false).Select(s => $"{s.Step} ({NotReplayed.GetValueOrDefault(s.Step, "no server of its version is installed")})").ToList();
            Skip = steps.Count == 0 ? "all are" : string.Join(", ", steps);
        }
    }
}

using System.Collections.Concurrent;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NeonFlow.Harness;
using NeonFlow.Testing.Engine;

namespace NeonFlow.Functional.Tests.Traps;

/// <summary>
/// A stack on the test engine, with the provider as a process: every operation is a new engine on the saved state, and everything that was
/// said is kept.
/// </summary>
internal sealed partial class StackUnderTest : IEngineDisplay, IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("neonflow-trap-").FullName;
    private readonly ConcurrentQueue<string> _said = new();

    /// <summary>Stack config of today, without namespace; secret where it is marked.</summary>
    public JsonObject Config { get; set; } = [];

    /// <summary>Environment of today.</summary>
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public List<Declared> Program { get; } = [];

    public List<Asked> Calls { get; } = [];

    public string Provider { get; set; } = ProviderUnderTest.Executable;

    /// <summary>The version of the engine of today.</summary>
    public Version EngineVersion { get; set; } = new(3, 259);

    /// <summary>What the last program got.</summary>
    public ScriptedProgram LastRun { get; private set; } = new([], []);

    /// <summary>Text for people: everything printed, raised or saved.</summary>
    public IEnumerable<string> Said =>
        [.. _said, .. Directory.EnumerateFiles(_directory, "*", SearchOption.AllDirectories).Select(File.ReadAllText)];

    /// <summary>What an operation said; above it stand the rows, which show the first line of it.</summary>
    public static string Diagnostics(EngineResult result) => result.Text[result.Text.IndexOf("Diagnostics:", StringComparison.Ordinal)..];

    public Task<EngineResult> PreviewAsync(OperationOptions? how = null) => RunAsync(e => e.PreviewAsync(how));

    public Task<EngineResult> UpAsync(OperationOptions? how = null) => RunAsync(e => e.UpAsync(how));

    public Task<EngineResult> RefreshAsync() => RunAsync(static e => e.RefreshAsync());

    public Task<EngineResult> DestroyAsync() => RunAsync(static e => e.DestroyAsync());

    /// <summary>An operation that ends well, with what it said otherwise.</summary>
    public static async Task<EngineResult> WellAsync(Task<EngineResult> operation, string what)
    {
        var result = await operation;
        Assert.True(result.Succeeded, $"{what}: exit {result.ExitCode}\n{result.Text}{result.ErrorText}");
        return result;
    }

    public StepState Resource(string name) => NewEngine().Resources().Single(r => r.Urn.Name == name);

    public IReadOnlyList<StepState> Resources() => NewEngine().Resources();

    /// <summary>No secret in any form stands in anything that was said.</summary>
    public void AssertDiscreet(params IEnumerable<string> secrets)
    {
        var all = secrets.SelectMany(static s => Forms(s)).Distinct(StringComparer.Ordinal).ToList();
        foreach (var text in Said)
        {
            Assert.True(
                !all.Any(s => text.Contains(s, StringComparison.Ordinal)),
                "a secret is shown: " + all.Aggregate(text, static (t, s) => t.Replace(s, "<<HERE>>", StringComparison.Ordinal))
            );
        }
    }

    void IEngineDisplay.On(EngineEvent engineEvent)
    {
        switch (engineEvent)
        {
            case DiagnosticEvent diagnostic:
                _said.Enqueue(diagnostic.Message);
                break;
            case StdoutEvent output:
                _said.Enqueue(output.Message);
                break;
            case ResourcePreEvent { Metadata: var step }:
                Hear(step);
                break;
            case ResourceOutputsEvent { Metadata: var step }:
                Hear(step);
                break;
        }
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private async Task<EngineResult> RunAsync(Func<TestEngine, Task<EngineResult>> operation)
    {
        var engine = NewEngine();
        var result = await operation(engine);
        _said.Enqueue(result.Text);
        _said.Enqueue(result.ErrorText);
        foreach (var (_, property, reason) in LastRun.Failures)
        {
            _said.Enqueue(property + ": " + reason);
        }

        return result;
    }

    private TestEngine NewEngine() =>
        new(
            new()
            {
                ProgramDirectory = _directory,
                ProjectName = "traps",
                StateDirectory = Path.Combine(_directory, "state"),
                ProviderExecutables = Provider.Length > 0 ? new Dictionary<string, string> { ["neonflow"] = Provider } : [],
                Environment = Environment,
                Config = Config.ToDictionary(
                    static c => "neonflow:" + c.Key,
                    static c =>
                        Properties.IsSecret(c.Value)
                            ? ConfigValue.OfSecret(Properties.Plain(c.Value)!.GetValue<string>())
                            : c.Value!.GetValue<string>(),
                    StringComparer.Ordinal
                ),
                Passphrase = "traps",
                EngineVersion = EngineVersion,
                ProgramRunner = LastRun = new([.. Program], [.. Calls]),
                Display = this,
            }
        );

    private void Hear(StepMetadata step)
    {
        foreach (var state in new[] { step.Old, step.New }.OfType<StepState>())
        {
            _said.Enqueue(state.Inputs + "\n" + state.Outputs + "\n" + string.Join('\n', state.InitErrors));
        }
    }

    private static IEnumerable<string> Forms(string secret)
    {
        var percent = Uri.EscapeDataString(secret);
        yield return secret;
        yield return percent;
        yield return Escape().Replace(percent, static e => e.Value.ToLowerInvariant());
        yield return JsonEncodedText.Encode(secret).ToString();
        yield return JsonEncodedText.Encode(secret, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
        yield return secret.Replace("'", "''", StringComparison.Ordinal);
        for (var before = 0; before < 3; before++)
        {
            // Without what its neighbours have a part in.
            yield return Convert.ToBase64String(Encoding.UTF8.GetBytes(new string(' ', before) + secret))[
                (before == 0 ? 0 : before + 1)..^4
            ];
        }
    }

    [GeneratedRegex("%[0-9A-F]{2}")]
    private static partial Regex Escape();
}

using System.Diagnostics;
using System.Text;

namespace NeonFlow.Cli.Demo;

/// <summary>The demo on the <c>pulumi</c> CLI of PATH, with a file backend in a folder of its own.</summary>
internal sealed class PulumiCliRun : IDemoEngine, IDisposable
{
    private const string Stack = "neonflow-demo";

    private readonly string _program;
    private readonly Dictionary<string, string> _environment;
    private readonly TextWriter? _echo;
    private bool _hasStack;

    public PulumiCliRun(string program, string state, string provider, IReadOnlyDictionary<string, string> environment, TextWriter? echo)
    {
        _program = program;
        _echo = echo;
        Directory.CreateDirectory(state);
        _environment = new(environment, StringComparer.Ordinal)
        {
            ["PULUMI_BACKEND_URL"] = "file://" + state,
            ["PULUMI_CONFIG_PASSPHRASE"] = "demo",
            ["PULUMI_SKIP_UPDATE_CHECK"] = "true",
            ["PATH"] = Path.GetDirectoryName(provider) + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH"),
        };
    }

    public string Name => "the pulumi CLI";

    public IDictionary<string, string> Config { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public async Task<Said> PreviewAsync(bool diff, bool expectNoChanges)
    {
        List<string> args = ["preview"];
        if (diff)
        {
            args.Add("--diff");
        }

        if (expectNoChanges)
        {
            args.Add("--expect-no-changes");
        }

        return await OperateAsync(args).ConfigureAwait(false);
    }

    public Task<Said> UpAsync() => OperateAsync(["up", "--yes"]);

    public Task<Said> DestroyAsync() => OperateAsync(["destroy", "--yes", "--skip-preview"]);

    // The CLI keeps a stack's configuration beside the program, and this stack ends with the demo.
    public void Dispose() => File.Delete(Path.Combine(_program, $"Pulumi.{Stack}.yaml"));

    private async Task<Said> OperateAsync(List<string> args)
    {
        if (!_hasStack)
        {
            await MustAsync(["stack", "init", Stack]).ConfigureAwait(false);
            _hasStack = true;
        }

        foreach (var (key, value) in Config)
        {
            await MustAsync(["config", "set", "--stack", Stack, key, value]).ConfigureAwait(false);
        }

        return await RunAsync([.. args, "--stack", Stack, "--non-interactive", "--color", "never"], _echo).ConfigureAwait(false);
    }

    private async Task MustAsync(string[] args)
    {
        var said = await RunAsync(args, null).ConfigureAwait(false);
        if (said.ExitCode != 0)
        {
            throw new InvalidOperationException($"pulumi {string.Join(' ', args)}: {said.Text}");
        }
    }

    private async Task<Said> RunAsync(string[] args, TextWriter? echo)
    {
        var start = new ProcessStartInfo("pulumi")
        {
            WorkingDirectory = _program,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var text = new StringBuilder();
        var output = CopyAsync(process.StandardOutput);
        var error = CopyAsync(process.StandardError);
        await process.WaitForExitAsync().ConfigureAwait(false);
        await Task.WhenAll(output, error).ConfigureAwait(false);
        return new(process.ExitCode, text.ToString());

        async Task CopyAsync(StreamReader from)
        {
            while (await from.ReadLineAsync().ConfigureAwait(false) is { } line)
            {
                lock (text)
                {
                    text.Append(line).Append('\n');
                    echo?.WriteLine(line);
                }
            }
        }
    }
}

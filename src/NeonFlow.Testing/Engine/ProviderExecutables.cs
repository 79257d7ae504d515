using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace NeonFlow.Testing.Engine;

/// <summary>Starts provider executables.</summary>
/// <remarks>In pulumi/pulumi: ExecPlugin (pkg/resource/plugin/plugin.go).</remarks>
internal sealed class ProviderExecutables(
    IReadOnlyDictionary<string, string> given,
    IReadOnlyDictionary<string, string> inherited,
    Func<Diagnostics?> diagnostics,
    IReadOnlyList<KnownProvider> known
) : IProviderLauncher
{
    public async Task<IProviderProcess> StartAsync(
        string package,
        string version,
        string engineAddress,
        IReadOnlyDictionary<string, string> environment,
        string workingDirectory
    )
    {
        var path = Find(package);
        var start = new ProcessStartInfo(path, [engineAddress])
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
        {
            start.FileName = "dotnet";
            start.ArgumentList.Insert(0, path);
        }

        foreach (var (name, value) in inherited.Concat(environment))
        {
            start.Environment[name] = value;
        }

        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            throw new EngineException($"cannot start the provider {path}: {failure.Message}", failure);
        }

        var running = new RunningProvider(path, process);
        try
        {
            await running.ReadPortAsync().ConfigureAwait(false);
            return running;
        }
        catch
        {
            await running.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private string Find(string package)
    {
        if (given.TryGetValue(package, out var path))
        {
            // A project names the executable or, as plugin folders do, the folder it is in.
            var file = Directory.Exists(path) ? Path.Combine(path, "pulumi-resource-" + package) : path;
            return File.Exists(file)
                ? file
                : throw new EngineException($"the provider executable of package '{package}' is not there: {file}");
        }

        foreach (
            var directory in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(
                Path.PathSeparator,
                StringSplitOptions.RemoveEmptyEntries
            )
        )
        {
            var file = Path.Combine(directory, "pulumi-resource-" + package);
            if (File.Exists(file))
            {
                diagnostics()?.Warning(default, $"using pulumi-resource-{package} from $PATH at {file}");
                return file;
            }
        }

        var fix = known.FirstOrDefault(k => k.Package == package)?.Fix;
        throw new EngineException(
            $"no resource plugin 'pulumi-resource-{package}' found in the workspace or on your $PATH{(fix is null ? "" : $"\nfix: {fix}")}"
        );
    }

    private sealed class RunningProvider(string path, Process process) : IProviderProcess
    {
        private readonly StringBuilder _output = new();
        private readonly Task _exited = process.WaitForExitAsync();

        public string Path { get; } = path;

        public int Port { get; private set; }

        public Task Exited => _exited;

        public string Output
        {
            get
            {
                lock (_output)
                {
                    return _output.ToString();
                }
            }
        }

        public async Task ReadPortAsync()
        {
            _ = KeepAsync(process.StandardError);
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            string? line;
            try
            {
                line = await process.StandardOutput.ReadLineAsync(patience.Token).ConfigureAwait(false);
                if (line is null)
                {
                    await _exited.WaitAsync(patience.Token).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException)
            {
                throw new EngineException($"the provider {Path} wrote no port within a minute; what it wrote to standard error:\n{Output}");
            }

            if (line is null)
            {
                throw new EngineException(
                    $"the provider {Path} ended with exit code {process.ExitCode} before it wrote its port; what it wrote to standard "
                        + $"error:\n{Output}"
                );
            }

            if (!int.TryParse(line.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            {
                throw new EngineException(
                    $"the provider {Path} wrote a non-numeric port to stdout ('{line.Trim()}'): the first line must be the port it "
                        + "listens on"
                );
            }

            Port = port;
            _ = KeepAsync(process.StandardOutput);
        }

        public async ValueTask DisposeAsync()
        {
            try
            {
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It is gone already.
            }

            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            try
            {
                await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                Kill();
                await _exited.ConfigureAwait(false);
            }

            process.Dispose();
        }

        private void Kill()
        {
            try
            {
                process.Kill(entireProcessTree: true);
            }
            catch (InvalidOperationException)
            {
                // It ended in the meantime.
            }
        }

        private async Task KeepAsync(StreamReader from)
        {
            try
            {
                while (await from.ReadLineAsync().ConfigureAwait(false) is { } line)
                {
                    lock (_output)
                    {
                        _output.Append(line).Append('\n');
                    }
                }
            }
            catch (Exception failure) when (failure is ObjectDisposedException or IOException)
            {
                // Nobody reads the rest of a process that was ended.
            }
        }
    }
}

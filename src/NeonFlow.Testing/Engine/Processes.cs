using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Engine;

/// <summary>Starts provider executables as the real engine does (README 1.1).</summary>
internal sealed class ProviderExecutables(
    IReadOnlyDictionary<string, string> given,
    IReadOnlyDictionary<string, string> inherited,
    Func<Diagnostics?> diagnostics) : IProviderLauncher
{
    public async Task<IProviderProcess> StartAsync(
        string package,
        string version,
        string engineAddress,
        IReadOnlyDictionary<string, string> environment,
        string workingDirectory)
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
            return File.Exists(file) ? file : throw new EngineException($"the provider executable of package '{package}' is not there: {file}");
        }

        foreach (var directory in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            var file = Path.Combine(directory, "pulumi-resource-" + package);
            if (File.Exists(file))
            {
                diagnostics()?.Warning(default, $"using pulumi-resource-{package} from $PATH at {file}");
                return file;
            }
        }

        throw new EngineException($"no resource plugin 'pulumi-resource-{package}' found in the workspace or on your $PATH");
    }

    private sealed class RunningProvider(string path, Process process) : IProviderProcess
    {
        private readonly StringBuilder output = new();
        private readonly Task exited = process.WaitForExitAsync();

        public string Path { get; } = path;

        public int Port { get; private set; }

        public Task Exited => exited;

        public string Output
        {
            get
            {
                lock (output)
                {
                    return output.ToString();
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
                    await exited.WaitAsync(patience.Token).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException)
            {
                throw new EngineException($"the provider {Path} wrote no port within a minute; what it wrote to standard error:\n{Output}");
            }

            if (line is null)
            {
                throw new EngineException($"the provider {Path} ended with exit code {process.ExitCode} before it wrote its port; what it wrote to standard error:\n{Output}");
            }

            if (!int.TryParse(line.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            {
                throw new EngineException($"the provider {Path} wrote a non-numeric port to stdout ('{line.Trim()}'): the first line must be the port it listens on");
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
                await exited.ConfigureAwait(false);
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
                    lock (output)
                    {
                        output.Append(line).Append('\n');
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

/// <summary>The environment of a program (README 2.1).</summary>
internal static class ProgramEnvironment
{
    public static Dictionary<string, string> Of(ProgramStart start)
    {
        var config = new JsonObject();
        foreach (var (key, value) in start.Config)
        {
            config[key] = value.Value;
        }

        return new(StringComparer.Ordinal)
        {
            ["PULUMI_MONITOR"] = start.MonitorAddress,
            ["PULUMI_ENGINE"] = start.EngineAddress,
            ["PULUMI_PROJECT"] = start.Project,
            ["PULUMI_STACK"] = start.Stack,
            ["PULUMI_ORGANIZATION"] = start.Organization,
            ["PULUMI_PWD"] = start.RootDirectory,
            ["PULUMI_ROOT_DIRECTORY"] = start.RootDirectory,
            ["PULUMI_DRY_RUN"] = start.Preview ? "true" : "false",
            ["PULUMI_QUERY_MODE"] = "false",
            ["PULUMI_PARALLEL"] = start.Parallel.ToString(CultureInfo.InvariantCulture),
            ["PULUMI_TRACING"] = "",
            ["PULUMI_CONFIG"] = config.ToJsonString(PropertyJson.Compact),
            ["PULUMI_CONFIG_SECRET_KEYS"] = new JsonArray([.. start.Config.Where(c => c.Value.Secret).Select(c => (JsonNode)c.Key)]).ToJsonString(PropertyJson.Compact),
        };
    }

    /// <summary>What the engine makes of an exit code (README 2.2).</summary>
    public static ProgramExit Exit(int code) => code switch
    {
        0 => new(null, false),
        32 => new(null, true),
        _ => new($"Program exited with non-zero exit code: {(code > 128 ? -1 : code).ToString(CultureInfo.InvariantCulture)}", false),
    };
}

/// <summary>Runs a program folder as the .NET language host does.</summary>
internal sealed class ProgramProcess(ProjectFile project, IReadOnlyDictionary<string, string> inherited) : IProgramRunner
{
    public async Task<ProgramExit> RunAsync(ProgramStart start, CancellationToken cancellation)
    {
        string file;
        List<string> arguments = [];
        if (project.RuntimeOptions.GetValueOrDefault("binary") is { Length: > 0 } binary)
        {
            var path = Path.GetFullPath(binary, project.Directory);
            if (!File.Exists(path))
            {
                throw new EngineException($"the program {path}, named by runtime.options.binary in Pulumi.yaml, is not there: build it first");
            }

            var isAssembly = path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
            file = isAssembly ? "dotnet" : path;
            if (isAssembly)
            {
                arguments.Add(path);
            }
        }
        else
        {
            await BuildAsync(cancellation).ConfigureAwait(false);
            file = "dotnet";
            arguments.AddRange(["run", "--no-build", "--project", project.Directory]);
        }

        using (var process = Start(file, arguments, inherited.Concat(ProgramEnvironment.Of(start)), "start"))
        {
            var outputs = Task.WhenAll(SayAsync(process.StandardOutput, false), SayAsync(process.StandardError, true));
            try
            {
                await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // Its calls were refused; it gets the time to say so and end by itself.
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
                try
                {
                    await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    process.Kill(entireProcessTree: true);
                    await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
                }
            }

            await Task.WhenAny(outputs, Task.Delay(TimeSpan.FromSeconds(5), CancellationToken.None)).ConfigureAwait(false);
            return ProgramEnvironment.Exit(process.ExitCode);
        }

        async Task SayAsync(StreamReader from, bool isError)
        {
            try
            {
                while (await from.ReadLineAsync(CancellationToken.None).ConfigureAwait(false) is { } line)
                {
                    start.Said(line, isError);
                }
            }
            catch (Exception failure) when (failure is ObjectDisposedException or IOException)
            {
                // The process was ended with text still in its pipe.
            }
        }
    }

    // A program without a binary is built each time, so that what runs is what its source says. No server of the build stays behind and holds our pipe.
    private async Task BuildAsync(CancellationToken cancellation)
    {
        using (var build = Start("dotnet", ["build", project.Directory, "-nologo", "-v:quiet", "-clp:NoSummary", "-nodeReuse:false", "-p:UseSharedCompilation=false"], inherited, "build"))
        {
            var output = build.StandardOutput.ReadToEndAsync(CancellationToken.None);
            var errors = build.StandardError.ReadToEndAsync(CancellationToken.None);
            try
            {
                await build.WaitForExitAsync(cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                build.Kill(entireProcessTree: true);
                throw;
            }

            if (build.ExitCode != 0)
            {
                var said = (await output.ConfigureAwait(false) + await errors.ConfigureAwait(false)).Split('\n').Select(static l => l.Trim()).Where(static l => l.Length > 0).Distinct(StringComparer.Ordinal);
                var faults = said.Where(static l => l.Contains(": error ", StringComparison.Ordinal)).ToList();
                throw new EngineException($"the program in {project.Directory} does not build:\n{string.Join('\n', faults.Count > 0 ? faults : said)}");
            }
        }
    }

    private Process Start(string file, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>> environment, string verb)
    {
        var info = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = project.Directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment)
        {
            info.Environment[name] = value;
        }

        try
        {
            var process = Process.Start(info)!;
            process.StandardInput.Close();
            return process;
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            throw new EngineException($"cannot {verb} the program with {file}: {failure.Message}", failure);
        }
    }
}

/// <summary>Runs a program that lives in this process; it reads its variables when it starts.</summary>
internal sealed class ProgramFunction(Func<Task<int>> program, IReadOnlyDictionary<string, string> inherited) : IProgramRunner
{
    // The SDK reads the process's environment, so starts must follow one another.
    private static readonly SemaphoreSlim Starts = new(1);

    public async Task<ProgramExit> RunAsync(ProgramStart start, CancellationToken cancellation)
    {
        await Starts.WaitAsync(cancellation).ConfigureAwait(false);
        var before = new Dictionary<string, string?>(StringComparer.Ordinal);
        Task<int> running;
        try
        {
            foreach (var (name, value) in inherited.Concat(ProgramEnvironment.Of(start)))
            {
                before.TryAdd(name, Environment.GetEnvironmentVariable(name));
                Environment.SetEnvironmentVariable(name, value);
            }

            var exitCode = Environment.ExitCode;
            running = ExecutionContextFreeAsync(program);

            // A failing run of the SDK marks the whole process as failed; that is the test's own business.
            _ = running.ContinueWith(_ => Environment.ExitCode = exitCode, TaskScheduler.Default);
        }
        finally
        {
            foreach (var (name, value) in before)
            {
                Environment.SetEnvironmentVariable(name, value);
            }

            Starts.Release();
        }

        var ended = await Task.WhenAny(running, Task.Delay(Timeout.Infinite, cancellation)).ConfigureAwait(false);
        if (ended != running)
        {
            await Task.WhenAny(running, Task.Delay(TimeSpan.FromSeconds(10), CancellationToken.None)).ConfigureAwait(false);
            return new(null, true);
        }

        return ProgramEnvironment.Exit(await running.ConfigureAwait(false));
    }

    private static Task<int> ExecutionContextFreeAsync(Func<Task<int>> program)
    {
        using (ExecutionContext.SuppressFlow())
        {
            return program();
        }
    }
}

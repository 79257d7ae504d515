using System.Diagnostics;

namespace NeonFlow.Testing.Engine;

/// <summary>Runs a program folder as the .NET language host does.</summary>
internal sealed class ProgramProcess(ProjectFile project, IReadOnlyDictionary<string, string> inherited) : IProgramRunner
{
    public async Task<ProgramExit> RunAsync(ProgramStart start, CancellationToken stop)
    {
        string file;
        List<string> arguments = [];
        if (project.RuntimeOptions.GetValueOrDefault("binary") is { Length: > 0 } binary)
        {
            var path = Path.GetFullPath(binary, project.Directory);
            if (!File.Exists(path))
            {
                throw new EngineException(
                    $"the program {path}, named by runtime.options.binary in Pulumi.yaml, is not there: build it first"
                );
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
            start.Status("building the program");
            await BuildAsync(stop).ConfigureAwait(false);
            start.Status("running the program");
            file = "dotnet";
            arguments.AddRange(["run", "--no-build", "--project", project.Directory]);
        }

        using (var process = Start(file, arguments, inherited.Concat(ProgramEnvironment.Of(start)), "start"))
        {
            var outputs = Task.WhenAll(SayAsync(process.StandardOutput, false), SayAsync(process.StandardError, true));
            try
            {
                await process.WaitForExitAsync(stop).ConfigureAwait(false);
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

    // A program without a binary is built each time, so that what runs is what its source says. No server of the build stays behind and
    // holds our pipe.
    private async Task BuildAsync(CancellationToken stop)
    {
        using (
            var build = Start(
                "dotnet",
                ["build", project.Directory, "-nologo", "-v:quiet", "-clp:NoSummary", "-nodeReuse:false", "-p:UseSharedCompilation=false"],
                inherited,
                "build"
            )
        )
        {
            var output = build.StandardOutput.ReadToEndAsync(CancellationToken.None);
            var errors = build.StandardError.ReadToEndAsync(CancellationToken.None);
            try
            {
                await build.WaitForExitAsync(stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                build.Kill(entireProcessTree: true);
                throw;
            }

            if (build.ExitCode != 0)
            {
                var said = (await output.ConfigureAwait(false) + await errors.ConfigureAwait(false))
                    .Split('\n')
                    .Select(static l => l.Trim())
                    .Where(static l => l.Length > 0)
                    .Distinct(StringComparer.Ordinal);
                var faults = said.Where(static l => l.Contains(": error ", StringComparison.Ordinal)).ToList();
                throw new EngineException(
                    $"the program in {project.Directory} does not build:\n{string.Join('\n', faults.Count > 0 ? faults : said)}"
                );
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

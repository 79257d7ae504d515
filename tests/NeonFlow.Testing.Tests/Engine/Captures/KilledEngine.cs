using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using NeonFlow.Testing.Engine;

namespace NeonFlow.Testing.Tests.Engine.Captures;

/// <summary>
/// An engine in a process of its own, which is killed when everything that was recorded before is under way. Its program and its provider
/// are scripts that only tell where they are; the replay speaks for them.
/// </summary>
internal static class KilledEngine
{
    /// <summary>Lets the engine work until it is killed; its provider must then see the end of its standard input.</summary>
    public static async Task<CapturedOutcome> RunAsync(
        CaptureReplay replay,
        string directory,
        IReadOnlyDictionary<string, ConfigValue> config,
        IReadOnlyList<string> words,
        Action<JsonObject> events
    )
    {
        var folder = Directory.CreateTempSubdirectory("killed-engine-").FullName;
        string At(string name) => Path.Combine(folder, name);
        try
        {
            Script(
                At("provider"),
                "echo $$ \"$1\" >>'DIR/providers.asked'\nuntil [ -s 'DIR/port.'$$ ]; do sleep 0.05; done\ncat 'DIR/port.'$$\ncat "
                    + ">/dev/null\necho eof >'DIR/eof.'$$\n",
                folder
            );
            Script(
                At("program"),
                "echo \"$PULUMI_MONITOR\" >>'DIR/programs.asked'\nwhile [ -d 'DIR' ] && [ $PPID -gt 1 ] && kill -0 $PPID 2>/dev/null; do "
                    + "sleep 0.2; done\n",
                folder
            );
            await File.WriteAllTextAsync(
                At("Pulumi.yaml"),
                $"name: proj\nruntime:\n  name: dotnet\n  options:\n    binary: {At("program")}\nplugins:\n  providers:\n    - name: "
                    + $"rec\n      path: {At("provider")}\n"
            );
            await File.WriteAllTextAsync(
                At("engine.json"),
                JsonSerializer.Serialize(
                    new EngineProcess.Order(
                        folder,
                        directory,
                        CaptureReplay.Passphrase,
                        [.. words],
                        config.ToDictionary(c => c.Key, c => c.Value)
                    )
                )
            );

            var start = new ProcessStartInfo("dotnet")
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            };
            foreach (var argument in new[] { typeof(KilledEngine).Assembly.Location, EngineProcess.Word, At("engine.json") })
            {
                start.ArgumentList.Add(argument);
            }

            using var engine = Process.Start(start)!;
            using var over = new CancellationTokenSource();
            var text = engine.StandardOutput.ReadToEndAsync(CancellationToken.None);
            var errors = engine.StandardError.ReadToEndAsync(CancellationToken.None);
            var providers = ServeProvidersAsync(replay, At("providers.asked"), At("port."), over.Token);
            var programs = ServeProgramsAsync(replay, At("programs.asked"), over.Token);
            var ended = engine.WaitForExitAsync(CancellationToken.None);
            await Task.WhenAny(replay.Ended, ended, Task.Delay(CaptureReplay.Patience, CancellationToken.None));
            if (!replay.Ended.IsCompleted)
            {
                replay.Differs("the engine did not come to the point where it was killed");
            }

            engine.Kill();
            await ended;
            await programs;
            foreach (var asked in Lines(At("providers.asked")))
            {
                await UntilAsync(
                    () => File.Exists(At("eof." + asked.Split(' ')[0])),
                    () => replay.Differs("the provider of the killed engine saw no end of its standard input")
                );
            }

            await over.CancelAsync();
            await providers;
            foreach (var line in Lines(At("engine.json.events")))
            {
                events(JsonNode.Parse(line)!.AsObject());
            }

            return new(
                engine.ExitCode > 128 ? 128 - engine.ExitCode : engine.ExitCode,
                await text,
                await errors,
                Path.Combine(directory, ".pulumi", "stacks", "proj", "dev.json")
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task ServeProvidersAsync(CaptureReplay replay, string asked, string port, CancellationToken over)
    {
        var running = new List<ReplayedProvider>();
        try
        {
            for (var served = 0; ; served++)
            {
                var line = await NextLineAsync(asked, served, over);
                if (line is null)
                {
                    return;
                }

                var words = line.Split(' ');
                var provider = await replay.StartProviderAsync("rec", words[1]);
                running.Add(provider);
                await File.WriteAllTextAsync(port + words[0], $"{provider.Port}\n", CancellationToken.None);
            }
        }
        finally
        {
            foreach (var provider in running)
            {
                await provider.DisposeAsync();
            }
        }
    }

    private static async Task ServeProgramsAsync(CaptureReplay replay, string asked, CancellationToken over)
    {
        if (await NextLineAsync(asked, 0, over) is { } monitor && replay.NextRun() is { } run)
        {
            await replay.PlayProgramAsync(run, monitor, CancellationToken.None);
        }
    }

    private static async Task<string?> NextLineAsync(string file, int number, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            if (Lines(file).ElementAtOrDefault(number) is { } line)
            {
                return line;
            }

            await Task.WhenAny(Task.Delay(20, over));
        }

        return null;
    }

    /// <summary>The whole lines of a file that somebody may still write.</summary>
    private static string[] Lines(string file) => File.Exists(file) ? File.ReadAllText(file).Split('\n')[..^1] : [];

    private static async Task UntilAsync(Func<bool> holds, Action never)
    {
        var waited = Stopwatch.StartNew();
        while (!holds())
        {
            if (waited.Elapsed > CaptureReplay.Patience)
            {
                never();
                return;
            }

            await Task.Delay(20);
        }
    }

    private static void Script(string path, string text, string folder)
    {
        File.WriteAllText(path, "#!/bin/sh\n" + text.Replace("DIR", folder, StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}

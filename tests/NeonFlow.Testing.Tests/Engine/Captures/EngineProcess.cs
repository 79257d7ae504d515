using System.Text.Json;
using NeonFlow.Testing.Engine;
using Xunit.Runner.InProc.SystemConsole;

namespace NeonFlow.Testing.Tests.Engine.Captures;

/// <summary>The entry point of this assembly: an engine that somebody can kill, or the tests.</summary>
internal static class EngineProcess
{
    /// <summary>The first word of a command line that means the engine.</summary>
    internal const string Word = "engine";

    /// <summary>What the engine is to do.</summary>
    internal sealed record Order(string Program, string State, string Passphrase, string[] Words, Dictionary<string, ConfigValue> Config);

    public static async Task<int> Main(string[] args)
    {
        if (args is not [Word, var file])
        {
            return await ConsoleRunner.Run(args);
        }

        var order = JsonSerializer.Deserialize<Order>(await File.ReadAllTextAsync(file))!;
        var flags = CapturedFlags.Read(order.Words)!;
        await using var events = new StreamWriter(file + ".events") { AutoFlush = true };
        await using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        var engine = new TestEngine(
            new()
            {
                ProgramDirectory = order.Program,
                StateDirectory = order.State,
                Config = order.Config,
                Passphrase = order.Passphrase,
                Parallel = 8,
                AnyUpstream = true,
                Output = output,
                Display = new EventRecorder(e => events.Write(e.ToJsonString() + "\n")),
            }
        );
        var result = await (
            flags.Operation switch
            {
                "preview" => engine.PreviewAsync(flags.Options),
                "up" => engine.UpAsync(flags.Options),
                "refresh" => engine.RefreshAsync(flags.Options),
                _ => engine.DestroyAsync(flags.Options),
            }
        );
        await Console.Error.WriteAsync(result.ErrorText);
        return result.ExitCode;
    }
}

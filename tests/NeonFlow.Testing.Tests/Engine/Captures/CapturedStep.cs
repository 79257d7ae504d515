using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Tests.Engine.Captures;

/// <summary>One recorded operation.</summary>
internal sealed class CapturedStep
{
    private readonly JsonObject _step;

    public CapturedStep(int number, JsonObject step, JsonNode? state)
    {
        Number = number;
        _step = step;
        State = state;
        Calls = [.. ((JsonArray)step["calls"]!).Select(c => new CapturedCall(c!.AsObject()))];
    }

    public int Number { get; }

    public string Op => _step["op"]!.GetValue<string>();

    public IReadOnlyList<string> Args => [.. (_step["args"] as JsonArray ?? []).Select(a => a!.GetValue<string>())];

    public JsonObject? Config => _step["config"] as JsonObject;

    public int ExitCode => _step["exitCode"]!.GetValue<int>();

    /// <summary>The operation and its flags as they were typed.</summary>
    public IReadOnlyList<string> Words => Op == "raw" ? Args : [Op, .. Args];

    /// <summary>Whether the engine was killed in the middle.</summary>
    public bool Killed => ExitCode < 0;

    /// <summary>Whether somebody pressed ^C in the middle.</summary>
    public bool Interrupted => Printed?.Any(l => l.StartsWith("^C received", StringComparison.Ordinal)) ?? false;

    /// <summary>The call before which the operation was killed or interrupted; null when it was left alone.</summary>
    public int? EndedAt =>
        Killed ? Calls.First(c => c.Method == "stdin-eof").Seq
        : Interrupted ? Calls.First(c => c.Method == "ResourceProvider.Cancel").Seq
        : null;

    public IReadOnlyList<CapturedCall> Calls { get; }

    public JsonArray EngineEvents => (JsonArray)_step["engineEvents"]!;

    /// <summary>The state afterwards.</summary>
    public JsonNode? State { get; }

    /// <summary>Whether the state afterwards was recorded with this step, not with an earlier one.</summary>
    public bool ChangesState => _step["state"] is JsonObject;

    /// <summary>The printed lines; null where a JSON document was printed.</summary>
    public IReadOnlyList<string>? Printed => _step["stdout"] is JsonArray lines ? [.. lines.Select(l => l!.GetValue<string>())] : null;

    public string? PrintedJson => _step["stdout"] is JsonValue text ? text.GetValue<string>() : null;

    /// <summary>The lines of standard error; none where nothing was written.</summary>
    public IReadOnlyList<string> PrintedErrors => _step["stderr"] is JsonArray lines ? [.. lines.Select(l => l!.GetValue<string>())] : [];

    /// <summary>The state afterwards with its secrets in clear; null where it was not recorded.</summary>
    public JsonObject? StateInClear => _step["stateShowSecrets"] as JsonObject;

    /// <summary>The state file as it was; null where it was not recorded.</summary>
    public JsonNode? StateFile => _step["checkpointFile"];

    /// <summary>The provider processes that were started, in order; one that an earlier step left behind is none of them.</summary>
    public IReadOnlyList<string> StartedProviders =>
        [.. Calls.Where(c => c.Method == "process" && c.Process.StartsWith("provider#", StringComparison.Ordinal)).Select(c => c.Process)];

    /// <summary>The processes that ran the program, in order.</summary>
    public IReadOnlyList<string> ProgramRuns => [.. Calls.Where(c => c.Method == "LanguageRuntime.Run").Select(c => c.Process)];
}

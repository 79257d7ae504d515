using System.Text.Json;
using System.Text.Json.Nodes;
using NeonFlow.Testing.Engine;

namespace NeonFlow.Testing.Tests.Display;

/// <summary>
/// What the real display was told in a recorded step. The recorded events name only the steps and their diffs; the states that belong to
/// them are put together from the calls of the same step and from the stack's state before it.
/// </summary>
internal sealed class RecordedEvents
{
    private static readonly HashSet<string> UnknownTexts = ["04da6b54-80e4-46f7-96ec-b56ff0331ba9"];

    private readonly RecordedRun _run;
    private readonly Dictionary<string, StepState> _olds = [];
    private readonly Dictionary<string, StepState> _deletes = [];
    private readonly Dictionary<string, JsonNode> _registrations = [];
    private readonly Dictionary<string, JsonNode> _registeredOutputs = [];
    private readonly Dictionary<(string Method, string Urn), Queue<JsonNode>> _calls = [];
    private readonly Dictionary<string, StepState?> _outcomes = [];
    private readonly Dictionary<string, string> _begun = [];

    private readonly JsonArray _recordedEvents;

    private RecordedEvents(RecordedRun run, JsonArray recordedEvents)
    {
        _run = run;
        _recordedEvents = recordedEvents;
        foreach (var resource in run.Before)
        {
            var state = FromDeployment(resource);
            (state.Delete ? _deletes : _olds)[state.Urn.Text] = state;
        }

        foreach (var call in run.Calls)
        {
            Index(call!);
        }
    }

    public static IReadOnlyList<EngineEvent> Of(RecordedRun run) => Of(run, run.EngineEvents);

    /// <summary>The same with events that were not recorded in this step.</summary>
    public static IReadOnlyList<EngineEvent> Of(RecordedRun run, JsonArray recordedEvents) =>
        [.. new RecordedEvents(run, recordedEvents).All()];

    private void Index(JsonNode call)
    {
        var request = call["request"] as JsonObject;
        switch (RecordedRun.Text(call["method"]))
        {
            case "ResourceMonitor.RegisterResource" or "ResourceMonitor.ReadResource":
                _registrations[UrnOf(call)] = request!;
                Inherit(new(UrnOf(call)), request!);
                break;
            case "ResourceMonitor.RegisterResourceOutputs":
                _registeredOutputs[RecordedRun.Text(request!["urn"])] = request["outputs"] ?? new JsonObject();
                break;
            case { } method
                when method.StartsWith("ResourceProvider.", StringComparison.Ordinal)
                    && request is not null
                    && RecordedRun.Text(request["urn"]) is { Length: > 0 } urn:
                var key = (method["ResourceProvider.".Length..], urn);
                if (!_calls.TryGetValue(key, out var queue))
                {
                    _calls[key] = queue = new();
                }

                queue.Enqueue(call);
                break;
        }
    }

    /// <summary>What was saved under an alias belongs to the resource that names it.</summary>
    private void Inherit(Urn urn, JsonObject request)
    {
        foreach (var alias in request["aliases"] as JsonArray ?? [])
        {
            if (
                alias!["spec"]?["name"] is { } name
                && _olds.Remove(Urn.Create(urn.Stack, urn.Project, "", urn.QualifiedType, RecordedRun.Text(name)).Text, out var old)
            )
            {
                _olds[urn.Text] = old;
            }
        }
    }

    private string UrnOf(JsonNode call)
    {
        if (call["response"]?["urn"] is { } urn)
        {
            return RecordedRun.Text(urn);
        }

        var request = call["request"]!;
        var parent = new Urn(RecordedRun.Text(request["parent"]));
        return Urn.Create(
            _run.Stack,
            "proj",
            parent.QualifiedType,
            RecordedRun.Text(request["type"]),
            RecordedRun.Text(request["name"])
        ).Text;
    }

    private IEnumerable<EngineEvent> All()
    {
        var prelude = new PreludeEvent(_run.Kind, _run.IsPreview, "proj", _run.Stack, new Dictionary<string, string>());
        var saidPrelude = false;
        for (var i = 0; i < _recordedEvents.Count; i++)
        {
            var recorded = _recordedEvents[i]!;
            var translated = Translate(recorded, isLast: !_recordedEvents.Skip(i + 1).Any(e => Same(e!, recorded)));

            // The language host is started before the engine announces itself.
            if (
                !saidPrelude
                && !(translated is DiagnosticEvent early && early.Message.Contains("pulumi-language-", StringComparison.Ordinal))
            )
            {
                saidPrelude = true;
                yield return prelude;
            }

            yield return translated;
        }

        yield return new EndEvent(_run.ExitCode is 0 or 7);

        static bool Same(JsonNode a, JsonNode b) =>
            RecordedRun.Text(a["event"]) == RecordedRun.Text(b["event"]) && RecordedRun.Text(a["urn"]) == RecordedRun.Text(b["urn"]);
    }

    private EngineEvent Translate(JsonNode recorded, bool isLast)
    {
        var urn = RecordedRun.Text(recorded["urn"]);
        switch (RecordedRun.Text(recorded["event"]))
        {
            case "begin":
                _begun[urn] = RecordedRun.Text(recorded["op"]);
                return new ResourcePreEvent(Step(recorded, done: false, isLast), _run.IsPreview);
            case "done":
                return new ResourceOutputsEvent(Step(recorded, done: true, isLast), _run.IsPreview);
            case "failed":
                return new ResourceOperationFailedEvent(Step(recorded, done: false, isLast));
            case "diagnostic":
                var message = RecordedRun.Text(recorded["message"]);
                var (severity, prefix) = RecordedRun.Text(recorded["severity"]) switch
                {
                    "error" => (DiagnosticSeverity.Error, "error: "),
                    "warning" => (DiagnosticSeverity.Warning, "warning: "),
                    "debug" => (DiagnosticSeverity.Debug, "debug: "),
                    _ => (DiagnosticSeverity.Info, ""),
                };

                // What the engine says about a dead plugin belongs to that plugin's error stream.
                var stream = message.Contains("exited prematurely", StringComparison.Ordinal) ? 1 : 0;
                return new DiagnosticEvent(new Urn(urn), prefix, message, severity, stream, (bool?)recorded["ephemeral"] ?? false);
            case "summary":
                var changes = ((JsonObject)recorded["resourceChanges"]!).ToDictionary(c => Op(c.Key), c => (int)c.Value!);
                return new SummaryEvent(_run.IsPreview, changes, TimeSpan.FromSeconds(1), (bool)recorded["maybeCorrupt"]!);
            case var other:
                throw new InvalidOperationException($"{_run.File}, step {_run.Index}: an event '{other}' that nobody knows");
        }
    }

    private StepMetadata Step(JsonNode recorded, bool done, bool isLast)
    {
        var op = Op(RecordedRun.Text(recorded["op"]));
        var urn = new Urn(RecordedRun.Text(recorded["urn"]));
        var old = op switch
        {
            StepOp.Create or StepOp.Import => null,
            StepOp.DeleteReplaced => _deletes.GetValueOrDefault(urn.Text) ?? _olds.GetValueOrDefault(urn.Text),
            _ => _olds.GetValueOrDefault(urn.Text),
        };
        var refreshes = _begun.GetValueOrDefault(urn.Text) == "refresh";
        var @new =
            op is StepOp.Delete or StepOp.DeleteReplaced or StepOp.Discard or StepOp.DiscardReplaced ? null
            : refreshes ? (done ? Refreshed(urn, old) : old)
            : Registered(urn, op, old, done, isLast);
        if (done && refreshes)
        {
            Remember(urn, @new);
        }

        if (op == StepOp.DeleteReplaced && done)
        {
            _deletes.Remove(urn.Text);
        }

        if (op == StepOp.Import && done && @new is not null)
        {
            // An update may follow, and it starts from what was found.
            _olds[urn.Text] = @new;
        }

        return new StepMetadata(
            op,
            urn,
            urn.Type,
            old,
            @new,
            Names(recorded["keys"]),
            Names(recorded["diffs"]),
            (recorded["detailedDiff"] as JsonObject)?.ToDictionary(
                d => d.Key,
                d => new DetailedDiffEntry(Kind(RecordedRun.Text(d.Value!["diffKind"])), (bool?)d.Value["inputDiff"] ?? false)
            ),
            Logical: op
                is not (
                    StepOp.CreateReplacement
                    or StepOp.DeleteReplaced
                    or StepOp.Refresh
                    or StepOp.ReadReplacement
                    or StepOp.DiscardReplaced
                    or StepOp.ImportReplacement
                ),
            (@new ?? old)?.Provider ?? ""
        )
        {
            // A refresh that runs the program reads what the program registers; what cannot be read it only takes over.
            Internal = refreshes && op != StepOp.Same && _run.Arguments.Contains("--run-program") && (@new ?? old) is { Custom: false },
        };
    }

    private void Remember(Urn urn, StepState? state)
    {
        if (state is null)
        {
            _olds.Remove(urn.Text);
        }
        else
        {
            _olds[urn.Text] = state;
        }
    }

    /// <summary>What a read found; null when the object is gone.</summary>
    private StepState? Refreshed(Urn urn, StepState? old)
    {
        if (old is null || !old.Custom || urn.IsProvider || Next("Read", urn.Text) is not { } call)
        {
            return old;
        }

        if (call["response"] is not JsonObject found)
        {
            return old;
        }

        return RecordedRun.Text(found["id"]).Length == 0
            ? null
            : old with
            {
                Inputs = found["inputs"] is { } inputs ? Map(inputs) : old.Inputs,
                Outputs = Map(found["properties"]),
            };
    }

    /// <summary>What the program wants, and once it is done what the provider answered.</summary>
    private StepState? Registered(Urn urn, StepOp op, StepState? old, bool done, bool isLast)
    {
        if (op == StepOp.Same && done && _outcomes.TryGetValue(urn.Text, out var known) && known is { Custom: true })
        {
            return known;
        }

        if (!_registrations.TryGetValue(urn.Text, out var request))
        {
            return op == StepOp.Same ? old : null;
        }

        var custom = (bool?)request["custom"] ?? false;
        var parent = RecordedRun.Text(request["parent"]);
        var provider = RecordedRun.Text(request["provider"]);
        var after = _run.After.FirstOrDefault(r => RecordedRun.Text(r["urn"]) == urn.Text && r["delete"] is null);
        var inputs =
            LastAnswer("Check", urn.Text)?["inputs"]
            ?? LastAnswer("CheckConfig", urn.Text)?["inputs"]
            ?? request["object"]
            ?? request["properties"];
        var state = new StepState(
            urn,
            urn.Type,
            custom,
            Delete: false,
            old?.Id ?? "",
            new Urn(parent),
            (bool?)request["protect"] ?? false,
            (bool?)request["retainOnDelete"] ?? false,
            Map(inputs),
            PropertyMap.Empty,
            provider.Length > 0 ? provider : old?.Provider ?? RecordedRun.Text(after?["provider"]),
            []
        );
        if (done)
        {
            state = state with { Outputs = Outputs(urn, op, old, isLast, ref state) };
        }

        _outcomes[urn.Text] = state;
        return state;
    }

    private PropertyMap Outputs(Urn urn, StepOp op, StepState? old, bool isLast, ref StepState state)
    {
        if (!state.Custom)
        {
            return isLast && _registeredOutputs.TryGetValue(urn.Text, out var registered) ? Map(registered)
                : op == StepOp.Same ? old?.Outputs ?? PropertyMap.Empty
                : PropertyMap.Empty;
        }

        if (op is StepOp.Import or StepOp.Read && Next("Read", urn.Text)?["response"] is JsonObject read)
        {
            state = state with { Id = RecordedRun.Text(read["id"]), Inputs = Map(read["inputs"]) };
            return Map(read["properties"]);
        }

        return op switch
        {
            StepOp.Same => old?.Outputs ?? PropertyMap.Empty,
            StepOp.Create or StepOp.CreateReplacement => Map(LastAnswer("Create", urn.Text)?["properties"]),
            StepOp.Update => Map(LastAnswer("Update", urn.Text)?["properties"]),
            _ => PropertyMap.Empty,
        };
    }

    private JsonNode? Next(string method, string urn) =>
        _calls.TryGetValue((method, urn), out var queue) && queue.TryDequeue(out var call) ? call : null;

    private JsonNode? LastAnswer(string method, string urn) =>
        _calls.TryGetValue((method, urn), out var queue) ? queue.LastOrDefault(c => c["response"] is not null)?["response"] : null;

    private static StepState FromDeployment(JsonNode resource) =>
        new(
            new Urn(RecordedRun.Text(resource["urn"])),
            RecordedRun.Text(resource["type"]),
            (bool?)resource["custom"] ?? false,
            (bool?)resource["delete"] ?? false,
            RecordedRun.Text(resource["id"]),
            new Urn(RecordedRun.Text(resource["parent"])),
            (bool?)resource["protect"] ?? false,
            (bool?)resource["retainOnDelete"] ?? false,
            Map(resource["inputs"]),
            Map(resource["outputs"]),
            RecordedRun.Text(resource["provider"]),
            Names(resource["initErrors"])
        );

    private static PropertyMap Map(JsonNode? node) =>
        new((node as JsonObject ?? []).Select(m => KeyValuePair.Create(m.Key, Value(m.Value))));

    private static PropertyValue Value(JsonNode? node) =>
        node switch
        {
            JsonObject secret
                when RecordedRun.Text(secret["4dabf18193072939515e22adb298388d"] as JsonValue) == "1b47061264138c4ac30d75fd1eb44270" =>
                new SecretValue(Value(secret["value"])),
            JsonObject map => new ObjectValue(Map(map)),
            JsonArray list => new ArrayValue(list.Select(Value)),
            JsonValue value when value.GetValueKind() == JsonValueKind.String => UnknownTexts.Contains((string)value!)
                ? PropertyValue.Unknown
                : (string)value!,
            JsonValue value when value.GetValueKind() == JsonValueKind.Number => (double)value,
            JsonValue value => (bool)value,
            _ => PropertyValue.Null,
        };

    private static string[] Names(JsonNode? node) => [.. (node as JsonArray ?? []).Select(RecordedRun.Text)];

    private static StepOp Op(string text) => Enum.GetValues<StepOp>().Single(o => o.Text() == text);

    private static PropertyDiffKind Kind(string text) =>
        Enum.Parse<PropertyDiffKind>(text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
}

using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Engine;

/// <summary>The events of an update as it prints them with <c>--json</c>, one JSON document a line.</summary>
/// <remarks>In pulumi/pulumi: ShowJSONEvents (pkg/backend/display/json.go).</remarks>
internal sealed class EventStream(TextWriter output, SecretVault vault, TimeProvider time) : IEngineDisplay
{
    private int _sequence;

    public void On(EngineEvent engineEvent)
    {
        var number = _sequence++;
        if (Body(engineEvent) is not ({ } name, { } body))
        {
            return;
        }

        var line = new JsonObject
        {
            ["sequence"] = number,
            ["timestamp"] = time.GetUtcNow().ToUnixTimeSeconds(),
            [name] = body,
        };
        output.Write(line.ToJsonString(PropertyJson.Compact) + "\n");
    }

    private (string Name, JsonObject Body)? Body(EngineEvent engineEvent) =>
        engineEvent switch
        {
            PreludeEvent prelude => (
                "preludeEvent",
                new() { ["config"] = new JsonObject(prelude.Config.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value))) }
            ),
            DiagnosticEvent said => ("diagnosticEvent", Diagnostic(said)),
            StdoutEvent said => ("stdoutEvent", new() { ["message"] = said.Message, ["color"] = "never" }),
            ResourcePreEvent { Metadata: { Internal: false } step, Planning: var planning } => ("resourcePreEvent", Step(step, planning)),
            ResourceOutputsEvent { Metadata: { Internal: false } step, Planning: var planning } => (
                "resOutputsEvent",
                Step(step, planning)
            ),
            ResourceOperationFailedEvent { Metadata: { Internal: false } step } => (
                "resOpFailedEvent",
                new()
                {
                    ["metadata"] = Metadata(step),
                    ["status"] = 0,
                    ["steps"] = 0,
                }
            ),
            SummaryEvent summary => ("summaryEvent", Summary(summary)),
            EndEvent => ("cancelEvent", []),
            _ => null,
        };

    private static JsonObject Diagnostic(DiagnosticEvent said)
    {
        var to = new JsonObject();
        if (!said.Urn.IsEmpty)
        {
            to["urn"] = said.Urn.Text;
        }

        if (said.Prefix.Length > 0)
        {
            to["prefix"] = said.Prefix;
        }

        to["message"] = said.Message;
        to["color"] = "never";
        to["severity"] = said.Severity == DiagnosticSeverity.InfoError ? "info#err" : said.Severity.ToString().ToLowerInvariant();
        if (said.StreamId != 0)
        {
            to["streamID"] = said.StreamId;
        }

        if (said.Ephemeral)
        {
            to["ephemeral"] = true;
        }

        return to;
    }

    private static JsonObject Summary(SummaryEvent summary)
    {
        var changes = new JsonObject();
        foreach (var (op, count) in summary.ResourceChanges.OrderBy(c => c.Key.Text(), StringComparer.Ordinal))
        {
            changes[op.Text()] = count;
        }

        return new()
        {
            ["maybeCorrupt"] = summary.MaybeCorrupt,
            ["durationSeconds"] = (int)Math.Ceiling(summary.Duration.TotalSeconds),
            ["resourceChanges"] = changes,
            ["PolicyPacks"] = new JsonObject(),
            ["isPreview"] = summary.IsPreview,
            ["result"] = summary.Succeeded ? "succeeded" : "failed",
        };
    }

    private JsonObject Step(StepMetadata step, bool planning)
    {
        var to = new JsonObject { ["metadata"] = Metadata(step) };
        if (planning)
        {
            to["planning"] = true;
        }

        return to;
    }

    private JsonObject Metadata(StepMetadata step)
    {
        var to = new JsonObject
        {
            ["op"] = step.Op.Text(),
            ["urn"] = step.Urn.Text,
            ["type"] = step.Type,
            ["old"] = State(step.Old),
            ["new"] = State(step.New),
        };
        List("keys", step.Keys);
        List("diffs", step.Diffs);
        to["detailedDiff"] = step.DetailedDiff is { } detailed
            ? new JsonObject(
                detailed.Select(d =>
                    KeyValuePair.Create(
                        d.Key,
                        (JsonNode?)new JsonObject { ["diffKind"] = d.Value.KindText, ["inputDiff"] = d.Value.InputDiff }
                    )
                )
            )
            : null;
        to["logical"] = step.Logical;
        to["provider"] = step.Provider;
        return to;

        void List(string name, IReadOnlyList<string> values)
        {
            if (values.Count > 0)
            {
                to[name] = new JsonArray([.. values.Select(v => (JsonNode)v)]);
            }
        }
    }

    private JsonObject? State(StepState? state)
    {
        if (state is null)
        {
            return null;
        }

        var to = new JsonObject { ["type"] = state.Type, ["urn"] = state.Urn.Text };
        Flag("custom", state.Custom);
        Flag("delete", state.Delete);
        to["id"] = state.Id;
        to["parent"] = state.Parent.Text;
        Flag("protect", state.Protect);
        Flag("external", state.External);
        Flag("retainOnDelete", state.RetainOnDelete);
        to["inputs"] = PropertyJson.Write(state.Inputs, vault, shown: true);
        to["outputs"] = PropertyJson.Write(state.Outputs, vault, shown: true);
        to["provider"] = state.Provider;
        if (state.InitErrors.Count > 0)
        {
            to["initErrors"] = new JsonArray([.. state.InitErrors.Select(e => (JsonNode)e)]);
        }

        return to;

        void Flag(string name, bool value)
        {
            if (value)
            {
                to[name] = true;
            }
        }
    }
}

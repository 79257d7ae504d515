using System.Text.Json.Nodes;
using NeonFlow.Testing.Engine;

namespace NeonFlow.Testing.Tests.Engine.Captures;

/// <summary>Writes the engine's events down as they were recorded.</summary>
internal sealed class EventRecorder(Action<JsonObject> write) : IEngineDisplay
{
    public void On(EngineEvent engineEvent)
    {
        switch (engineEvent)
        {
            case ResourcePreEvent begin:
                write(Of("begin", begin.Metadata));
                break;
            case ResourceOutputsEvent done:
                write(Of("done", done.Metadata));
                break;
            case ResourceOperationFailedEvent failed:
                write(Of("failed", failed.Metadata));
                break;
            case DiagnosticEvent said:
                var diagnostic = new JsonObject
                {
                    ["event"] = "diagnostic",
                    ["severity"] = said.Severity == DiagnosticSeverity.InfoError ? "info#err" : said.Severity.ToString().ToLowerInvariant(),
                    ["message"] = said.Message,
                };
                if (!said.Urn.IsEmpty)
                {
                    diagnostic["urn"] = said.Urn.Text;
                }

                if (said.Ephemeral)
                {
                    diagnostic["ephemeral"] = true;
                }

                write(diagnostic);
                break;
            case SummaryEvent summary:
                var changes = new JsonObject();
                foreach (var (op, count) in summary.ResourceChanges)
                {
                    changes[op.Text()] = count;
                }

                write(
                    new()
                    {
                        ["event"] = "summary",
                        ["maybeCorrupt"] = summary.MaybeCorrupt,
                        ["resourceChanges"] = changes,
                    }
                );
                break;
        }
    }

    private static JsonObject Of(string kind, StepMetadata step)
    {
        var to = new JsonObject
        {
            ["event"] = kind,
            ["op"] = step.Op.Text(),
            ["urn"] = step.Urn.Text,
        };
        if (step.Keys.Count > 0)
        {
            to["keys"] = new JsonArray([.. step.Keys.Select(k => (JsonNode)k)]);
        }

        if (step.Diffs.Count > 0)
        {
            to["diffs"] = new JsonArray([.. step.Diffs.Select(k => (JsonNode)k)]);
        }

        if (step.DetailedDiff is { Count: > 0 } detailed)
        {
            var entries = new JsonObject();
            foreach (var (path, entry) in detailed)
            {
                entries[path] = new JsonObject { ["diffKind"] = entry.KindText, ["inputDiff"] = entry.InputDiff };
            }

            to["detailedDiff"] = entries;
        }

        return to;
    }
}

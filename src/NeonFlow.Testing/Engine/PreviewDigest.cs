using System.Text.Json;
using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Engine;

/// <summary>The JSON document that a preview prints with <c>--json</c>.</summary>
/// <remarks>In pulumi/pulumi: ShowPreviewDigest (pkg/backend/display/json.go).</remarks>
internal sealed class PreviewDigest(TextWriter output, SecretVault vault) : IEngineDisplay
{
    private static readonly JsonSerializerOptions Indented = new(PropertyJson.Compact) { WriteIndented = true, IndentSize = 4 };

    private readonly JsonObject _config = [];
    private readonly JsonArray _steps = [];
    private readonly JsonArray _diagnostics = [];
    private readonly Dictionary<Urn, (int Index, bool Refresh)> _began = [];

    public void On(EngineEvent engineEvent)
    {
        switch (engineEvent)
        {
            case PreludeEvent prelude:
                foreach (var (key, value) in prelude.Config.OrderBy(c => c.Key, StringComparer.Ordinal))
                {
                    _config[key] = value;
                }

                break;
            case ResourcePreEvent { Metadata: var step } when step.Urn.IsStack || (step.Op != StepOp.Same && !step.Urn.IsDefaultProvider):
                _began[step.Urn] = (_steps.Count, step.Op == StepOp.Refresh);
                _steps.Add(Write(step));
                break;
            case ResourceOutputsEvent { Metadata: var step } when _began.TryGetValue(step.Urn, out var first) && first.Refresh:
                // What a refresh found replaces what it set out to do.
                if (step is { Op: StepOp.Update, DetailedDiff: not null } or { Op: StepOp.Delete })
                {
                    _steps[first.Index] = Write(step);
                }

                break;
            case DiagnosticEvent { Ephemeral: false } said when said.Severity != DiagnosticSeverity.Debug:
                var diagnostic = new JsonObject();
                if (!said.Urn.IsEmpty)
                {
                    diagnostic["urn"] = said.Urn.Text;
                }

                if (said.Prefix.Length > 0)
                {
                    diagnostic["prefix"] = said.Prefix;
                }

                diagnostic["message"] = said.Message;
                diagnostic["severity"] = said.Severity switch
                {
                    DiagnosticSeverity.InfoError => "info#err",
                    var severity => severity.ToString().ToLowerInvariant(),
                };
                _diagnostics.Add(diagnostic);
                break;
            case SummaryEvent summary:
                Print(summary);
                break;
        }
    }

    private void Print(SummaryEvent summary)
    {
        var digest = new JsonObject();
        if (_config.Count > 0)
        {
            digest["config"] = _config;
        }

        if (_steps.Count > 0)
        {
            digest["steps"] = _steps;
        }

        if (_diagnostics.Count > 0)
        {
            digest["diagnostics"] = _diagnostics;
        }

        digest["duration"] = (long)(summary.Duration.TotalMilliseconds * 1_000_000);
        var changes = new JsonObject();
        foreach (var (op, count) in summary.ResourceChanges.OrderBy(c => c.Key.Text(), StringComparer.Ordinal))
        {
            changes[op.Text()] = count;
        }

        digest["changeSummary"] = changes;
        output.Write(digest.ToJsonString(Indented) + "\n");
    }

    private JsonObject Write(StepMetadata step)
    {
        var to = new JsonObject { ["op"] = step.Op.Text(), ["urn"] = step.Urn.Text };
        if (step.Provider.Length > 0)
        {
            to["provider"] = step.Provider;
        }

        State("oldState", step.OldResource);
        State("newState", step.NewResource);
        if (step.Keys.Count > 0)
        {
            to["replaceReasons"] = new JsonArray([.. step.Keys.Select(k => (JsonNode)k)]);
        }

        if (step.Diffs.Count > 0)
        {
            to["diffReasons"] = new JsonArray([.. step.Diffs.Select(k => (JsonNode)k)]);
        }

        JsonObject? detailed = null;
        foreach (var (path, entry) in step.DetailedDiff ?? new Dictionary<string, DetailedDiffEntry>())
        {
            detailed ??= [];
            detailed[path] = new JsonObject { ["kind"] = entry.KindText, ["inputDiff"] = entry.InputDiff };
        }

        to["detailedDiff"] = detailed;
        return to;

        void State(string name, ResourceState? state)
        {
            if (state is not null)
            {
                to[name] = StackState.Write(state, vault, shown: true);
            }
        }
    }
}

using System.Text.Json.Nodes;
using NeonFlow.Testing.Engine;
using NeonFlow.Testing.Tests.Display;

namespace NeonFlow.Testing.Tests.Engine.Captures;

/// <summary>What an operation did, compared with what was recorded.</summary>
internal sealed partial class CaptureReplay
{
    private void CompareCalls()
    {
        foreach (var process in Step.StartedProviders)
        {
            if (_providers.All(p => p.Process != process))
            {
                _differences.Add($"{process} was not started");
            }
        }

        foreach (var provider in _providers)
        {
            var recorded = Step
                .Calls.Where(c => c.Process == provider.Process && c.Method.StartsWith("ResourceProvider.", StringComparison.Ordinal))
                .ToLookup(c => c.Urn);
            var asked = provider.Asked.ToLookup(a => a.Request["urn"]?.GetValue<string>() ?? "");
            foreach (var urn in recorded.Select(r => r.Key).Union(asked.Select(a => a.Key)))
            {
                var before = recorded[urn].ToArray();
                var now = asked[urn].ToArray();
                if (!before.Select(b => b.Method).SequenceEqual(now.Select(n => n.Method)))
                {
                    _differences.Add(
                        $"{provider.Process} {urn}: recorded {string.Join(" ", before.Select(b => b.Method.Split('.')[1]))}, now "
                            + $"{string.Join(" ", now.Select(b => b.Method.Split('.')[1]))}"
                    );
                    continue;
                }

                foreach (var (call, (method, request)) in before.Zip(now))
                {
                    TakeRandomName(call.Request, request);
                    Placeholders.Compare($"{provider.Process} {method} {urn}", call.Request, request, _differences);
                }
            }
        }
    }

    /// <summary>A proposed name with a random part is taken as recorded if it is one of the same pattern.</summary>
    private void TakeRandomName(JsonObject recorded, JsonObject now)
    {
        if (
            recorded["autonaming"]?["proposedName"]?.GetValue<string>() is { } name
            && now["autonaming"] is JsonObject naming
            && _config.TryGetValue("pulumi:autonaming", out var section)
            && CapturedConfig
                .Patterns(JsonNode.Parse(section.Value))
                .Any(p => p.IsMatch(name) && p.IsMatch(naming["proposedName"]?.GetValue<string>() ?? ""))
        )
        {
            naming["proposedName"] = name;
        }
    }

    private void CompareEvents(IReadOnlyList<JsonObject> events)
    {
        static string Key(JsonNode? e) => e!["urn"]?.GetValue<string>() ?? (e["event"]!.GetValue<string>() == "summary" ? "summary" : "");
        var recorded = Step.EngineEvents.ToLookup(Key);
        var now = events.ToLookup(Key);
        foreach (var urn in recorded.Select(r => r.Key).Union(now.Select(n => n.Key)))
        {
            Placeholders.Compare(
                $"events {urn}",
                new JsonArray([.. recorded[urn].Select(e => Ordered(e!, "keys"))]),
                new JsonArray([.. now[urn].Select(e => Ordered(e, "keys"))]),
                _differences
            );
        }
    }

    /// <summary>The real engine keeps some lists as sets: their order changes from run to run.</summary>
    private static JsonNode Ordered(JsonNode from, string list)
    {
        var ordered = from.DeepClone();
        if (ordered[list] is JsonArray members)
        {
            ordered[list] = new JsonArray([
                .. members.Select(d => d!.GetValue<string>()).Order(StringComparer.Ordinal).Select(d => (JsonNode)d),
            ]);
        }

        return ordered;
    }

    private void CompareState(string file)
    {
        if (Step.State is not JsonObject recorded)
        {
            return;
        }

        var root = File.Exists(file)
            ? JsonNode.Parse(File.ReadAllText(file))!
            : JsonNode.Parse(
                """
                {"version":3,"checkpoint":{"latest":{
                  "secrets_providers":{"type":"passphrase","state":{"salt":"none yet"}},"metadata":{}}}}
                """
            )!;
        var latest = root["checkpoint"]!["latest"]!.AsObject();
        var resources = (latest["resources"] as JsonArray ?? []).Select(r => r!.DeepClone().AsObject()).ToList();
        foreach (var resource in resources)
        {
            resource.Remove("created");
            resource.Remove("modified");
        }

        var rest = latest.DeepClone().AsObject();
        rest.Remove("manifest");
        rest.Remove("resources");
        foreach (var pending in rest["pending_operations"] as JsonArray ?? [])
        {
            pending!["resource"]!.AsObject().Remove("created");
            pending["resource"]!.AsObject().Remove("modified");
        }

        Placeholders.Compare("state.version", recorded["version"], root["version"], _differences);
        Placeholders.Compare("state.features", recorded["features"], root["features"]?.DeepClone() ?? new JsonArray(), _differences);
        Placeholders.Compare("state.rest", recorded["rest"], rest, _differences);

        // Resources that do not need one another may be saved in any order; several that were replaced may have one name.
        static string Key(JsonNode r) => r["urn"]!.GetValue<string>() + (r["delete"] is null ? "" : " (deleted)");
        var before = recorded["resources"]!.AsArray().ToLookup(r => Key(r!), r => Ordered(r!, "dependencies"));
        var after = resources.ToLookup(Key, r => Ordered(r, "dependencies"));
        foreach (var key in before.Select(b => b.Key).Union(after.Select(a => a.Key)))
        {
            Placeholders.Compare(
                $"state {key}",
                new JsonArray([.. before[key].Select(r => r.DeepClone())]),
                new JsonArray([.. after[key].Select(r => r.DeepClone())]),
                _differences
            );
        }

        if (!IsOlder && Step.StateFile is { } whole)
        {
            Placeholders.Compare("state file", whole, root, _differences);
        }

        if (Step.StateInClear is { } clear)
        {
            var vault = SecretVault.Open(latest["secrets_providers"]!["state"]!["salt"]!.GetValue<string>(), Passphrase);
            Placeholders.Compare("state in clear", clear["resources"], InClear(latest["resources"], vault), _differences);
        }
    }

    /// <summary>A part of a state with every secret shown.</summary>
    private static JsonNode? InClear(JsonNode? node, SecretVault vault) =>
        node switch
        {
            JsonObject secret when secret["ciphertext"] is { } text => new JsonObject
            {
                [PropertyCodec.SignatureKey] = secret[PropertyCodec.SignatureKey]!.DeepClone(),
                ["plaintext"] = vault.Decrypt(text.GetValue<string>()),
            },
            JsonObject map => new JsonObject(map.Select(m => KeyValuePair.Create(m.Key, InClear(m.Value, vault)))),
            JsonArray list => new JsonArray([.. list.Select(i => InClear(i, vault))]),
            _ => node?.DeepClone(),
        };

    /// <summary>A preview prints one JSON document, an update one a line.</summary>
    private void ComparePrintedJson(string json, string text)
    {
        if (!text.StartsWith('{'))
        {
            _differences.Add($"printed: recorded JSON, now {text}");
            return;
        }

        var recorded = Documents(json);
        var now = Documents(text);
        if (recorded.Count == 1)
        {
            recorded[0]!["duration"] = now[0]!["duration"]?.DeepClone();
            SortSteps(recorded[0]!);
            SortSteps(now[0]!);
        }
        else
        {
            foreach (var (then, here) in recorded.Zip(now))
            {
                then!["timestamp"] = here!["timestamp"]?.DeepClone();
            }
        }

        Placeholders.Compare("printed", recorded, now, _differences);

        static JsonArray Documents(string printed) =>
            [
                .. (printed.Contains("}\n{", StringComparison.Ordinal) ? printed.TrimEnd().Split('\n') : [printed]).Select(line =>
                    JsonNode.Parse(line)
                ),
            ];

        // What runs at once is printed as it comes.
        static void SortSteps(JsonNode digest)
        {
            if (digest["steps"] is JsonArray steps)
            {
                digest["steps"] = new JsonArray([
                    .. steps.Select(s => s!.DeepClone()).OrderBy(s => s["urn"]!.GetValue<string>(), StringComparer.Ordinal),
                ]);
            }
        }
    }

    private void ComparePrinted(string text)
    {
        if (Step.PrintedJson is { } json)
        {
            ComparePrintedJson(json, text);
            return;
        }

        if (PrintedText.Difference(Ended(Step.Printed!), string.Join('\n', Ended(text.Split('\n'))), atOnce: true) is { } difference)
        {
            _differences.Add(difference);
        }

        // A killed engine may have begun to say that something lasts.
        IReadOnlyList<string> Ended(IReadOnlyList<string> lines)
        {
            var end = lines.Count;
            while (Step.Killed && end > 0 && (lines[end - 1].Length == 0 || lines[end - 1].StartsWith("@ ", StringComparison.Ordinal)))
            {
                end--;
            }

            return [.. lines.Take(end)];
        }
    }
}

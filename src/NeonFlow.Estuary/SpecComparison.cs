using System.Globalization;
using System.Text.Json.Nodes;

namespace NeonFlow.Estuary;

/// <summary>
/// Compares what is meant, not what is written: the server encrypts configs, adds members, raises counters and reorders by itself, and none
/// of that is a difference.
/// </summary>
public static class SpecComparison
{
    /// <summary>
    /// Where a live capture differs from the wanted one. The wanted config may be plain; encrypted values are never looked at.
    /// </summary>
    public static IReadOnlyList<SpecDifference> Compare(CaptureSpec wanted, CaptureSpec live)
    {
        var found = new List<SpecDifference>();
        if (wanted.Image != live.Image)
        {
            found.Add(new("/endpoint/connector/image", wanted.Image, live.Image));
        }

        CompareConfig(wanted.Config, live.Config, "/endpoint/connector/config", found);
        CompareBindings(wanted, live, found);
        if (wanted.AutoDiscover != live.AutoDiscover)
        {
            found.Add(new("/autoDiscover", Describe(wanted.AutoDiscover), Describe(live.AutoDiscover)));
        }

        foreach (var name in wanted.Rest.Select(static m => m.Key).Union(live.Rest.Select(static m => m.Key), StringComparer.Ordinal))
        {
            // Made by the server where the program says nothing.
            if (name is CaptureSpec.RedactSalt or "expectPubId" && !wanted.Rest.ContainsKey(name))
            {
                continue;
            }

            CompareNode(wanted.Rest[name], live.Rest[name], "/" + name, found);
        }

        return found;
    }

    /// <summary>Whether two endpoint configs say the same outside their secrets.</summary>
    public static bool SameConfig(JsonObject wanted, JsonObject live)
    {
        var found = new List<SpecDifference>();
        CompareConfig(wanted, live, "", found);
        return found.Count == 0;
    }

    private static void CompareConfig(JsonObject wanted, JsonObject live, string at, List<SpecDifference> found)
    {
        foreach (var name in wanted.Select(static m => m.Key).Union(live.Select(static m => m.Key), StringComparer.Ordinal))
        {
            if (
                (name == "sops" && live[name] is JsonObject)
                || name.EndsWith(SpecText.EncryptedSuffix, StringComparison.Ordinal)
                || live.ContainsKey(name + SpecText.EncryptedSuffix)
            )
            {
                continue;
            }

            var pointer = $"{at}/{Escape(name)}";
            if (wanted[name] is JsonObject inner && live[name] is JsonObject liveInner)
            {
                CompareConfig(inner, liveInner, pointer, found);
            }
            else
            {
                CompareNode(wanted[name], live[name], pointer, found);
            }
        }
    }

    private static void CompareBindings(CaptureSpec wanted, CaptureSpec live, List<SpecDifference> found)
    {
        var liveBindings = live
            .Bindings.GroupBy(Key, StringComparer.Ordinal)
            .ToDictionary(static g => g.Key, static g => g.First(), StringComparer.Ordinal);
        foreach (var binding in wanted.Bindings)
        {
            var at = $"/bindings/{Key(binding)}";
            if (!liveBindings.Remove(Key(binding), out var there))
            {
                found.Add(new(at, binding.Target, null));
                continue;
            }

            if (binding.Target != there.Target)
            {
                found.Add(new($"{at}/target", binding.Target, there.Target));
            }

            if (binding.Disable != there.Disable)
            {
                found.Add(new($"{at}/disable", Word(binding.Disable), Word(there.Disable)));
            }

            // Controllers raise counters; a lower one would never be honoured.
            if (binding.Backfill > there.Backfill)
            {
                found.Add(
                    new(
                        $"{at}/backfill",
                        binding.Backfill.ToString(CultureInfo.InvariantCulture),
                        there.Backfill.ToString(CultureInfo.InvariantCulture)
                    )
                );
            }

            CompareNode(Declared(binding.Resource), Declared(there.Resource), $"{at}/resource", found);
            foreach (var name in binding.Rest.Select(static m => m.Key).Union(there.Rest.Select(static m => m.Key), StringComparer.Ordinal))
            {
                CompareNode(binding.Rest[name], there.Rest[name], $"{at}/{Escape(name)}", found);
            }
        }

        if (live.AutoDiscover is null || wanted.AutoDiscover is null)
        {
            found.AddRange(liveBindings.Values.Select(static b => new SpecDifference($"/bindings/{Key(b)}", null, b.Target)));
        }
    }

    private static string Key(CaptureBinding binding) => $"{Escape(binding.Namespace)}.{Escape(binding.Stream)}";

    /// <summary>Without what the server writes into a resource, and without defaults that mean the same as absence.</summary>
    private static JsonObject Declared(JsonObject resource)
    {
        var result = resource.Copy();
        result.Remove("_meta");
        if (result.Text("mode") is "")
        {
            result.Remove("mode");
        }

        return result;
    }

    private static void CompareNode(JsonNode? wanted, JsonNode? live, string at, List<SpecDifference> found)
    {
        if (wanted is JsonObject w && live is JsonObject l)
        {
            foreach (var name in w.Select(static m => m.Key).Union(l.Select(static m => m.Key), StringComparer.Ordinal))
            {
                CompareNode(w[name], l[name], $"{at}/{Escape(name)}", found);
            }

            return;
        }

        if (!JsonNode.DeepEquals(wanted, live) && !(IsNothing(wanted) && IsNothing(live)))
        {
            found.Add(new(at, Shown(wanted, at), Shown(live, at)));
        }
    }

    private static string? Shown(JsonNode? node, string at) =>
        SpecText.WithoutSecrets(node, at.Split('/'))?.ToJsonString(EstuaryText.Options);

    private static bool IsNothing(JsonNode? node) =>
        node is null or JsonObject { Count: 0 } or JsonArray { Count: 0 }
        || (node is JsonValue v && v.TryGetValue<bool>(out var flag) && !flag);

    private static string? Describe(AutoDiscover? discover) =>
        discover is null
            ? null
            : $"addNewBindings={Word(discover.AddNewBindings)}, "
                + $"evolveIncompatibleCollections={Word(discover.EvolveIncompatibleCollections)}";

    private static string Word(bool value) => value ? "true" : "false";

    private static string Escape(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}

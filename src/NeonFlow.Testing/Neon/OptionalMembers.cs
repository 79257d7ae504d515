using System.Text.Json;
using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Neon;

/// <summary>
/// Takes out of answers what the contract does not require. A setting is taken out only where it has the value that it has by default:
/// anything else was set by somebody, and Neon says so.
/// </summary>
internal sealed class OptionalMembers
{
    /// <summary>The members in question, by the member that holds the object, in the singular.</summary>
    internal static readonly IReadOnlyDictionary<string, string[]> ByObject = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        [""] = ["pagination"],
        ["project"] = ["org_id"],
        ["branch"] = ["init_source", "parent_id", "primary"],
        ["endpoint"] = ["pending_state", "started_at"],
        ["role"] = ["authentication_method", "protected"],
        ["operation"] = ["branch_id", "endpoint_id", "error"],
    };

    private int _answers;

    /// <summary>From one answer, which then lacks the members; in the next one they are null.</summary>
    internal void LeaveOut(JsonObject answer)
    {
        var asNull = Interlocked.Increment(ref _answers) % 2 == 0;
        Walk(answer, "", asNull);
    }

    private static void Walk(JsonNode? node, string name, bool asNull)
    {
        if (node is JsonArray array)
        {
            foreach (var element in array)
            {
                Walk(element, name, asNull);
            }
        }
        if (node is not JsonObject members)
        {
            return;
        }
        foreach (var (member, value) in members.ToList())
        {
            if (name == "settings" ? IsDefault(value) : ByObject.GetValueOrDefault(name)?.Contains(member) == true)
            {
                members.Remove(member);
                if (asNull)
                {
                    members[member] = null;
                }
            }
            else
            {
                Walk(value, Singular(member), asNull);
            }
        }
        if (members["settings"] is JsonObject { Count: 0 } && name == "project")
        {
            members.Remove("settings");
        }
    }

    private static bool IsDefault(JsonNode? value) =>
        value switch
        {
            null => true,
            JsonArray array => array.Count == 0,
            JsonObject members => members.All(member => IsDefault(member.Value)),
            _ => value.GetValueKind() == JsonValueKind.False,
        };

    private static string Singular(string member) =>
        member switch
        {
            "branches" => "branch",
            "settings" => member,
            _ => member.TrimEnd('s'),
        };
}

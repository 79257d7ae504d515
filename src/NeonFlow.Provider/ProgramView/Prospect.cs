namespace NeonFlow.Provider.ProgramView;

/// <summary>An intent with its resource.</summary>
/// <param name="Urn">URN.</param>
/// <param name="Intent">The intent.</param>
/// <param name="Stage">When it comes true.</param>
public sealed record Prospect(string Urn, Intent Intent, IntentStage Stage)
{
    /// <summary>The resource as people call it: <c>Publication orders</c>.</summary>
    public string Resource
    {
        get
        {
            var parts = Urn.Split("::");
            return parts.Length < 4 ? Urn : $"{parts[2][(parts[2].LastIndexOfAny([':', '$']) + 1)..]} {parts[3]}";
        }
    }
}

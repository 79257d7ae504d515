namespace NeonFlow.Provider.ProgramView;

/// <summary>What the provider processes of one operation tell each other.</summary>
public interface IIntentExchange
{
    /// <summary>Tells the others; when it returns, whoever asks finds it.</summary>
    void Tell(IntentNote note);

    /// <summary>What the others have told since the last time, each in the order in which it told.</summary>
    IReadOnlyList<IntentNote> Hear();

    /// <summary>Why the others cannot be heard; null where they can.</summary>
    string? Trouble { get; }
}

namespace NeonFlow.Provider.Pipeline;

/// <summary>What some resource of the program makes or takes away, and when.</summary>
/// <param name="Resource">The resource as people call it: <c>Publication orders</c>.</param>
/// <param name="What">What it is about.</param>
public sealed record NamedIntents(string Resource, CaptureIntents What);

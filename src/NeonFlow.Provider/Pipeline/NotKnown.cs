namespace NeonFlow.Provider.Pipeline;

/// <summary>An unknown input, and what cannot be judged because of it.</summary>
/// <param name="Aspects">What cannot be judged.</param>
/// <param name="Input">The input, with its resource where it is another one's: <c>tables of Publication orders</c>.</param>
/// <param name="Always">Whether to report it even if no rule depended on it.</param>
public sealed record NotKnown(CaptureAspects Aspects, string Input, bool Always = true);

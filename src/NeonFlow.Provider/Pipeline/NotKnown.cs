namespace NeonFlow.Provider.Pipeline;

/// <summary>Something that nobody can know yet.</summary>
/// <param name="Aspects">What cannot be judged therefore.</param>
/// <param name="Input">The input, with its resource where it is another one's: <c>tables of Publication orders</c>.</param>
/// <param name="Always">Whether it is said even where nothing was held back because of it.</param>
public sealed record NotKnown(CaptureAspects Aspects, string Input, bool Always = true);

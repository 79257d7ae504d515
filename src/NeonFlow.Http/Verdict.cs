namespace NeonFlow.Http;

/// <summary>What a failed attempt means to the client of an API.</summary>
/// <param name="Failure">What the caller gets if the call is not sent again.</param>
/// <param name="Rule">When it is sent again.</param>
/// <param name="Progress">Why it waits, in words for people.</param>
public sealed record Verdict(Exception Failure, RetryRule Rule, string Progress);

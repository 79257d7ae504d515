namespace NeonFlow.Postgres;

/// <summary>Why a name was not understood, and what to write.</summary>
/// <param name="Reason">What is wrong.</param>
/// <param name="Fix">What to write instead.</param>
public sealed record NameFault(string Reason, string Fix);

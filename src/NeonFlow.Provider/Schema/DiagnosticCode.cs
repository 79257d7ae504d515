namespace NeonFlow.Provider.Schema;

/// <summary>An entry of the diagnostics catalogue: a stable code, what it means, and why it matters.</summary>
/// <param name="Id">Code, <c>NF</c> and four digits: 1 provider and inputs, 2 Neon, 3 Postgres, 4 Estuary, 5 between the two ends.</param>
/// <param name="Title">What is wrong, in a few words.</param>
/// <param name="Consequence">Why the pipeline would fail or lose data; one or two sentences, for docs/diagnostics.md.</param>
public sealed record DiagnosticCode(string Id, string Title, string Consequence);

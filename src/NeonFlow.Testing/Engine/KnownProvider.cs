namespace NeonFlow.Testing.Engine;

/// <summary>What is known of a provider beyond the protocol: where else its executable is named, and how people get it.</summary>
/// <param name="Package">Package.</param>
/// <param name="Variable">Environment variable that names the executable.</param>
/// <param name="Fix">What to do where no executable is found.</param>
internal sealed record KnownProvider(string Package, string Variable, string Fix);

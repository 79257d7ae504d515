namespace NeonFlow.Neon.Tests;

internal sealed record Asked(string Method, string Url, string Body, IReadOnlyDictionary<string, string> Headers);

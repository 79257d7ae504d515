namespace NeonFlow.Neon.Tests;

internal sealed record Answer(int Status, string Body, (string Name, string Value)[] Headers);

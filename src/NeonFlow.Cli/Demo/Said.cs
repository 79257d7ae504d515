namespace NeonFlow.Cli.Demo;

/// <summary>What a Pulumi engine said.</summary>
internal sealed record Said(int ExitCode, string Text);

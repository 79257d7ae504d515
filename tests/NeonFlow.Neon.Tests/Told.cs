namespace NeonFlow.Neon.Tests;

/// <summary>Tells at once what is reported.</summary>
internal sealed class Told(Action<string> tell) : IProgress<string>
{
    public void Report(string value) => tell(value);
}

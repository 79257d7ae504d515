namespace NeonFlow.Postgres.Tests;

/// <summary>Hears what is waited for.</summary>
internal sealed class Told(List<string> told, Action? then = null) : IProgress<string>
{
    public void Report(string value)
    {
        lock (told)
        {
            told.Add(value);
        }
        then?.Invoke();
    }
}

using System.Diagnostics;
using System.Globalization;
using NeonFlow.Testing.Engine;

namespace NeonFlow.Functional.Tests.Random;

/// <summary>Does something when an operation begins one of its steps.</summary>
/// <param name="step">Which one, counted from 1.</param>
/// <param name="interrupt">What is done.</param>
internal sealed class Interruption(int step, Action interrupt) : IEngineDisplay
{
    public int Steps => step;

    /// <summary>The step that was begun; null: there were not that many.</summary>
    public string? At { get; private set; }

    private int _seen;

    public void On(EngineEvent engineEvent)
    {
        if (
            engineEvent is ResourcePreEvent { Planning: false, Metadata: { Internal: false, Op: not StepOp.Same } begun }
            && ++_seen == step
        )
        {
            At = $"{begun.Op.Text()} {begun.Urn}";
            interrupt();
        }
    }

    /// <summary>Kills the processes that inherited a mark in their environment.</summary>
    public static void KillProcesses(string mark)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(static d => char.IsAsciiDigit(Path.GetFileName(d)[0])))
        {
            try
            {
                if (File.ReadAllText(Path.Combine(folder, "environ")).Contains(mark, StringComparison.Ordinal))
                {
                    using var process = Process.GetProcessById(int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture));
                    process.Kill();
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
            {
                // It is not ours to read, or has ended.
            }
        }
    }
}

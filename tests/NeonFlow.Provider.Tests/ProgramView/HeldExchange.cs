using NeonFlow.Provider.ProgramView;

namespace NeonFlow.Provider.Tests.ProgramView;

/// <summary>Other processes that have told some events, which the first caller gets and every later one does not.</summary>
/// <param name="told">The events.</param>
internal sealed class HeldExchange(params ProgramEvent[] told) : IProgramExchange
{
    private int _reads;

    /// <summary>What the first caller waits for after it has taken the events.</summary>
    public ManualResetEventSlim Released { get; } = new(initialState: true);

    /// <summary>Whether the first caller has taken the events.</summary>
    public ManualResetEventSlim Taken { get; } = new();

    public string? UnavailableReason => null;

    public void Append(ProgramEvent learnt) { }

    public IReadOnlyList<ProgramEvent> ReadNew()
    {
        if (Interlocked.Increment(ref _reads) > 1)
        {
            return [];
        }
        Taken.Set();
        Released.Wait();
        return told;
    }

    public void Dispose()
    {
        Released.Dispose();
        Taken.Dispose();
    }
}

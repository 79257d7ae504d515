using NeonFlow.Provider.Engine;

namespace NeonFlow.Provider.Wire;

/// <summary>
/// What the RPCs of one provider process share. The RPCs themselves are in <c>Rpc/</c>, one file each; none holds a rule of the domain.
/// </summary>
internal sealed class ProviderProcess
{
    public ProviderProcess(string? engineAddress)
    {
        Log = new EngineLog { Address = engineAddress };
        Dispatcher = new Dispatcher(Log, Registry.Create) { Engine = engineAddress };
    }

    public EngineLog Log { get; }

    public Dispatcher Dispatcher { get; }

    /// <summary>Set when Cancel was answered or the engine is gone: the process ends once its calls have.</summary>
    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

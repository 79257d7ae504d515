using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Engine;

/// <summary>Between the wire and the resources: the settings of the process, and the resource or function of each call.</summary>
internal sealed partial class Dispatcher : IDisposable
{
    private readonly Lock _lock = new();
    private readonly VerbRunner _runner;
    private readonly Func<Settings, VerbRunner, IRegistry> _makeRegistry;
    private ProgramRecorder? _program;
    private IRegistry? _registry;

    public Dispatcher(IEngineLog log, Func<Settings, VerbRunner, IRegistry> makeRegistry)
    {
        _makeRegistry = makeRegistry;
        _runner = new VerbRunner(log) { Program = () => Program };
    }

    /// <summary>Stands before every message of this process.</summary>
    public Redactor Redactor => _runner.Redactor;

    /// <summary>Whether the engine understands <c>refresh_before_update</c>; says the Handshake.</summary>
    public bool RefreshSupported { get; set; }

    /// <summary>Address of the engine, by which all providers of one operation know each other; null outside of one.</summary>
    public string? Engine { get; set; }

    // Not needed before the first call.
    private ProgramRecorder Program
    {
        get
        {
            lock (_lock)
            {
                return _program ??= new(
                    Engine is { Length: > 0 } engine ? new ProgramExchange(engine, new ShapeCatalogue(t => Rooms.Resource(t))) : null
                );
            }
        }
    }

    // Not needed before the first call.
    private IRegistry Rooms => _registry ??= _makeRegistry(new Settings(), _runner);

    /// <summary>
    /// Another operation of an engine begins in a process that was there before: nothing of the one before it holds any more.
    /// </summary>
    public void Begin(string engine)
    {
        lock (_lock)
        {
            Dispose();
            (Engine, _program) = (engine, null);
        }
        _runner.Warnings.Clear();
    }

    /// <summary>Removes what was told to other processes.</summary>
    public void Dispose() => _program?.Dispose();

    /// <summary>Stops every wait at once; verbs roll back and say what exists.</summary>
    public void Cancel() => _runner.Cancel();

    /// <summary>The resource of a call.</summary>
    public IResource Resource(Target target) =>
        Rooms.Resource(target.Type) is { } resource
            ? new RecordedResource(target.Type, new WatchedResource(resource, RefreshSupported, Program, _runner), Program)
            : throw Unknown(WhyUnknown(target.Type));

    /// <summary>The function of a call.</summary>
    public IFunctionAdapter Function(string token) =>
        Rooms.Function(token) ?? throw Unknown($"{token} does not exist in this version of the provider.");

    private string WhyUnknown(string type)
    {
        var all = string.Join(", ", Rooms.Tokens);
        return type == ResourceName.ComponentToken
            ? $"{type} is the component, which a program makes of these resources: {all}. It has no object of its own: import its parts, "
                + "each by its own id."
            : $"{type} does not exist in this version of the provider, whose resources are {all}: it is misspelt, or the package "
                + "NeonFlow.Pulumi of the program is of another version than the provider.";
    }

    private static CallFailedException Unknown(string message) =>
        new(FailureStatus.Unimplemented, new Diagnostic(CoreDiagnostics.UnknownToken, "", message).ToString());
}

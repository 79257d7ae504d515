using NeonFlow.Provider.Engine;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Tests.Postgres;

/// <summary>The provider process of one operation of the engine.</summary>
internal sealed record Operation(Dispatcher Dispatcher, EngineLines Log)
{
    /// <param name="state">The state that it works on.</param>
    /// <param name="settings">Adds settings of the provider.</param>
    /// <param name="upstreams">Sessions that are used again; null: it opens its own, as a process does.</param>
    public static Operation Begin(
        string state,
        Action<Dictionary<string, PropertyValue>>? settings = null,
        UpstreamClients? upstreams = null
    )
    {
        var log = new EngineLines();
        Func<Settings, VerbRunner, IRegistry> create = upstreams is null
            ? Registry.Create
            : (_, runner) => Registry.Create(upstreams, runner);
        var dispatcher = new Dispatcher(log, create) { RefreshSupported = true };
        var map = new Dictionary<string, PropertyValue> { ["__instance"] = state };
        settings?.Invoke(map);
        dispatcher.Configure("explicit", new PropertyValue.Map(map));
        return new(dispatcher, log);
    }
}

using NeonFlow.Testing;
using NeonFlow.Testing.Engine;

namespace NeonFlow.Cli.Providers;

/// <summary>A provider of its own that answers functions and reads objects, without a program and an engine.</summary>
internal sealed class ProviderSession : IAsyncDisposable
{
    private const string Package = "neonflow";
    private const string Type = "pulumi:providers:neonflow";
    private const string Stack = "neonflow";
    private const string Project = "neonflow";

    // A provider listens for the end of what started it only where it is told of an engine; nothing is logged to this one.
    private const string NoEngine = "127.0.0.1:0";

    private readonly ProviderPlugin _plugin;

    private ProviderSession(ProviderPlugin plugin) => _plugin = plugin;

    /// <summary>Starts the provider and gives it its settings; those that are left out it takes from the environment.</summary>
    /// <param name="executable">The provider executable; null: the one on PATH.</param>
    /// <param name="settings">Settings.</param>
    public static async Task<ProviderSession> StartAsync(string? executable, PropertyMap settings)
    {
        var given = executable is null ? [] : new Dictionary<string, string> { [Package] = executable };
        var plugin = await ProviderPlugin
            .StartAsync(
                // What an engine around this command says of its stack is none of this provider's settings.
                new ProviderExecutables(
                    given,
                    new Dictionary<string, string> { ["PULUMI_CONFIG"] = "" },
                    static () => null,
                    [NeonFlowProvider.Known]
                ),
                Package,
                "",
                NoEngine,
                new Dictionary<string, string>(),
                Environment.CurrentDirectory,
                EngineAbilities.Newest,
                new Diagnostics(static _ => { }, new Redaction([]))
            )
            .ConfigureAwait(false);
        var functions = new ProviderSession(plugin);
        try
        {
            var urn = Urn.Create(Stack, Project, "", Type, "default");
            var check = await plugin.CheckConfigAsync(urn, PropertyMap.Empty, settings, preview: false).ConfigureAwait(false);
            if (check.Failures.Count > 0)
            {
                throw new FunctionFailedException(check.Failures);
            }

            await plugin.ConfigureAsync(urn, "session", check.Inputs).ConfigureAwait(false);
            return functions;
        }
        catch
        {
            await functions.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The answer of a function.</summary>
    /// <param name="token">Token.</param>
    /// <param name="args">Arguments.</param>
    /// <param name="stop">Ends the wait for it.</param>
    public async Task<PropertyMap> AskAsync(string token, PropertyMap args, CancellationToken stop)
    {
        var answer = await _plugin.InvokeAsync(token, args, preview: false).WaitAsync(stop).ConfigureAwait(false);
        return answer.Failures.Count > 0 ? throw new FunctionFailedException(answer.Failures) : answer.Return.WithoutSecrets();
    }

    /// <summary>The inputs of an object as an import would have them; null where there is none.</summary>
    /// <param name="token">Token of the resource.</param>
    /// <param name="id">What the object is imported by.</param>
    /// <param name="stop">Ends the wait for it.</param>
    public async Task<PropertyMap?> ReadAsync(string token, string id, CancellationToken stop)
    {
        var urn = Urn.Create(Stack, Project, "", token, "read");
        var read = await _plugin.ReadAsync(urn, id, null, null, 0).WaitAsync(stop).ConfigureAwait(false);
        return read.Id.Length == 0 ? null : read.Outputs?.WithoutSecrets();
    }

    public ValueTask DisposeAsync() => _plugin.DisposeAsync();
}

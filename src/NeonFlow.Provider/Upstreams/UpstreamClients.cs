using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Upstreams;

/// <summary>
/// The settings and clients that all rooms share for the life of the process. Made by Configure; clients are built when first used.
/// </summary>
public sealed partial class UpstreamClients(Settings settings)
{
    /// <summary>Settings after environment defaults.</summary>
    public Settings Settings { get; } = settings;

    private INeonAddresses? _neonAddresses;

    /// <summary>The look-up of Neon addresses; the Neon area makes it when it is first used.</summary>
    public INeonAddresses NeonAddresses
    {
        get
        {
            if (_neonAddresses is null)
            {
                MakeNeonAddresses(ref _neonAddresses);
            }

            return _neonAddresses
                ?? throw new DiagnosticException(
                    new Diagnostic(CoreDiagnostics.MissingSetting, "connection.projectId", "Neon addresses cannot be looked up here.")
                );
        }
        init => _neonAddresses = value;
    }

    partial void MakeNeonAddresses(ref INeonAddresses? made);

    /// <summary>Whether a test engine forbade everything but loopback (<c>NEONFLOW_LOOPBACK_ONLY</c>).</summary>
    public bool LoopbackOnly { get; } = Environment.GetEnvironmentVariable("NEONFLOW_LOOPBACK_ONLY") == "1";

    /// <summary>Throws if a test engine forbade this host.</summary>
    /// <param name="host">Host name or address.</param>
    /// <param name="path">Property path of the input or setting that names it.</param>
    public void Permit(string host, string path)
    {
        if (LoopbackOnly && !IsLoopback(host))
        {
            throw new DiagnosticException(
                new Diagnostic(
                    CoreDiagnostics.LoopbackOnly,
                    path,
                    $"{host} is not on this machine, and a test engine may reach only 127.0.0.1."
                )
            );
        }
    }

    /// <summary>Whether a host name or address is this machine.</summary>
    public static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (System.Net.IPAddress.TryParse(host.Trim('[', ']'), out var address) && System.Net.IPAddress.IsLoopback(address));
}

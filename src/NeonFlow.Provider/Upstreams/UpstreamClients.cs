using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Upstreams;

/// <summary>
/// The settings and clients that all rooms share for the life of the process. Made by Configure; clients are built when first used.
/// </summary>
public sealed partial class UpstreamClients(Settings settings)
{
    /// <summary>Settings after environment defaults.</summary>
    public Settings Settings { get; } = settings;

    /// <summary>Roles that something other than this provider makes.</summary>
    public ExternalRoles ExternalRoles { get; } = new(settings.ExternalRoles ?? []);

    /// <summary>Changes that wait for captures.</summary>
    public Readers Readers { get; } = new();

    /// <summary>The clock of everything that waits or remembers. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

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
    public static bool IsLoopback(string host) => PostgresAddress.IsLoopbackHost(host);

    // The local cloud is as quick as this machine; the pauses of the internet would only be idle.
    private static TimeSpan Pause(Uri upstream, TimeSpan real, TimeSpan local) => IsLoopback(upstream.Host) ? local : real;

    private Uri Address(string? setting, Uri fallback, string path)
    {
        var address = setting is { Length: > 0 } ? new Uri(setting) : fallback;
        Permit(address.Host, path);
        return address;
    }
}

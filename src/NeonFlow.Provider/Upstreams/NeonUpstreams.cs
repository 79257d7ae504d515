using NeonFlow.Neon;
using NeonFlow.Provider.Resources.Neon;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Upstreams;

public sealed partial class UpstreamClients
{
    private static readonly TimeSpan LocalPause = TimeSpan.FromMilliseconds(30);

    private readonly ProjectLocks _projectLocks = new();
    private readonly Lock _neonGate = new();
    private NeonClient? _neon;

    /// <summary>The Neon API. Throws <see cref="CoreDiagnostics.MissingSetting"/> where there is no key.</summary>
    public NeonClient Neon
    {
        get
        {
            lock (_neonGate)
            {
                return _neon ??= NewNeon();
            }
        }
    }

    /// <summary>Waits until no other resource of this process changes the project; see <see cref="ProjectLocks"/>.</summary>
    public Task<IDisposable> LockProjectAsync(string projectId, CancellationToken stop) => _projectLocks.LockAsync(projectId, stop);

    /// <summary>What resources of the program put on address lists.</summary>
    internal PutOnLists PutOnLists { get; } = new();

    partial void MakeNeonAddresses(ref INeonAddresses? made) => made = new NeonAddresses(this);

    private NeonClient NewNeon()
    {
        if (Settings.NeonApiKey is not { Reveal.Length: > 0 } key)
        {
            throw new DiagnosticException(
                new Diagnostic(
                    CoreDiagnostics.MissingSetting,
                    "",
                    "The Neon API key is missing, and nothing of a Neon project can be reached without it."
                )
                {
                    Kind = FailureKind.Refused,
                    Fix =
                        "pulumi config set --secret neonflow:neonApiKey <key>   # or export NEON_API_KEY=<key>; keys are made at "
                        + "https://console.neon.tech/app/settings/api-keys",
                }
            );
        }

        var address = Settings.NeonApiUrl is { Length: > 0 } url ? new Uri(url) : NeonOptions.DefaultAddress;
        Permit(address.Host, "neonApiUrl");
        // The local cloud is as quick as this machine; the pauses of the internet would only be idle.
        return new NeonClient(
            IsLoopback(address.Host)
                ? new NeonOptions
                {
                    Address = address,
                    ApiKey = key.Reveal,
                    FirstPause = LocalPause,
                    LongestPause = LocalPause * 10,
                    PollPause = LocalPause,
                    Progress = OperationProgress.Instance,
                }
                : new NeonOptions
                {
                    Address = address,
                    ApiKey = key.Reveal,
                    Progress = OperationProgress.Instance,
                }
        );
    }
}

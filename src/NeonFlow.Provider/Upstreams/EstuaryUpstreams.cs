using NeonFlow.Estuary;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Upstreams;

public sealed partial class UpstreamClients
{
    private readonly Lock _estuaryGate = new();
    private EstuaryClient? _estuary;

    /// <summary>Estuary's control plane. Throws <see cref="CoreDiagnostics.MissingSetting"/> where there is no credential.</summary>
    public EstuaryClient Estuary
    {
        get
        {
            lock (_estuaryGate)
            {
                return _estuary ??= NewEstuary();
            }
        }
    }

    private EstuaryClient NewEstuary()
    {
        if (Settings.EstuaryToken is not { Reveal.Length: > 0 } secret)
        {
            throw new DiagnosticException(
                new Diagnostic(
                    CoreDiagnostics.MissingSetting,
                    "",
                    "The Estuary credential is missing, and nothing can be read or published without it."
                )
                {
                    Kind = FailureKind.Refused,
                    Fix =
                        "pulumi config set --secret neonflow:estuaryToken <refresh token>   # or export FLOW_AUTH_TOKEN=<refresh token>; "
                        + "made in the dashboard under Admin, CLI-API",
                }
            );
        }

        var token =
            EstuaryToken.TryParse(secret.Reveal, out var problem)
            ?? throw new DiagnosticException(
                new Diagnostic(EstuaryDiagnostics.BadToken, "", $"estuaryToken cannot be used: {problem}.")
                {
                    Kind = FailureKind.Refused,
                    Fix = "pulumi config set --secret neonflow:estuaryToken <refresh token>   # made in the dashboard under Admin, CLI-API",
                }
            );
        var postgrest = Address(Settings.EstuaryApiUrl, EstuaryOptions.DefaultPostgrest, "estuaryApiUrl");
        var defaults = new EstuaryOptions { Token = token };
        var isLocal = IsLoopback(postgrest.Host);
        return new EstuaryClient(
            new EstuaryOptions
            {
                Postgrest = postgrest,
                FirstPause = isLocal ? LocalPause : defaults.FirstPause,
                LongestPause = isLocal ? LocalPause * 10 : defaults.LongestPause,
                Agent = Address(Settings.EstuaryGraphqlUrl, EstuaryOptions.DefaultAgent, "estuaryGraphqlUrl"),
                Encryption = Address(Settings.EstuaryConfigEncryptionUrl, EstuaryOptions.DefaultEncryption, "estuaryConfigEncryptionUrl"),
                Token = token,
                PublicKey = Settings.EstuaryPublicKey,
                Progress = OperationProgress.Instance,
            }
        );
    }

    private Uri Address(string? setting, Uri fallback, string path)
    {
        var address = setting is { Length: > 0 } ? new Uri(setting) : fallback;
        Permit(address.Host, path);
        return address;
    }
}

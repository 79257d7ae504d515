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
        var postgrest = Address(Settings.EstuaryApiUrl, EstuaryOptions.DefaultPostgrest, PropertyPath.Of(nameof(Settings.EstuaryApiUrl)));
        var defaults = new EstuaryOptions { Token = token };
        return new EstuaryClient(
            new EstuaryOptions
            {
                Postgrest = postgrest,
                FirstPause = Pause(postgrest, defaults.FirstPause, LocalPause),
                LongestPause = Pause(postgrest, defaults.LongestPause, LocalPause * 10),
                Agent = Address(
                    Settings.EstuaryGraphqlUrl,
                    EstuaryOptions.DefaultAgent,
                    PropertyPath.Of(nameof(Settings.EstuaryGraphqlUrl))
                ),
                Encryption = Address(
                    Settings.EstuaryConfigEncryptionUrl,
                    EstuaryOptions.DefaultEncryption,
                    PropertyPath.Of(nameof(Settings.EstuaryConfigEncryptionUrl))
                ),
                Token = token,
                PublicKey = Settings.EstuaryPublicKey,
                Progress = OperationProgress.Instance,
                IsChange = static () => OperationProgress.Instance.IsChange,
                Permit = host => Permit(host, PropertyPath.Of(nameof(Settings.EstuaryGraphqlUrl))),
                Clock = Clock,
            }
        );
    }
}

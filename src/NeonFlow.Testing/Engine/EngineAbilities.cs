using Google.Protobuf;
using Pulumirpc;

namespace NeonFlow.Testing.Engine;

/// <summary>
/// What engines learnt over the years, as far as providers and states notice it. Recorded on 3.121, 3.150, 3.171, 3.178 and 3.259; what
/// came at an unknown version between two of them is that of the later one.
/// </summary>
internal sealed record EngineAbilities(Version Version)
{
    public static EngineAbilities Newest { get; } = new(new Version(3, 259));

    /// <summary>Handshake, and the name and type of the resource beside its URN.</summary>
    public bool ShakesHands => Since(143);

    /// <summary>Configure says which provider it is about.</summary>
    public bool NamesProviders => Since(154);

    /// <summary>Resources that ask for it are read before an update is planned.</summary>
    public bool RefreshesBeforeUpdate => Since(172);

    /// <summary>What is kept of an answer that asks for it.</summary>
    public bool Takes(bool refreshBeforeUpdate) => refreshBeforeUpdate && RefreshesBeforeUpdate;

    /// <summary>What is kept of a partial failure that asks for it.</summary>
    public bool TakesOfFailure(bool refreshBeforeUpdate) => refreshBeforeUpdate && Since(178);

    public bool ReadsFormat4 => Since(183);

    public bool WritesFormat4 => Since(187);

    /// <summary>Invoke says whether it is a preview.</summary>
    public bool TellsPreview => Since(206);

    /// <summary>Exit code of an operation that was expected to change nothing and does.</summary>
    public int ChangesExitCode => Since(230) ? 7 : 255;

    /// <summary>Exit code of an operation that failed.</summary>
    public int FailureExitCode => Since(230) ? 1 : 255;

    /// <summary>Providers are told of the end of an operation.</summary>
    public bool EndsWithCancel => Since(259);

    public bool WritesMetadata => Since(143);

    /// <summary>Takes out of a request what this engine does not say.</summary>
    public void Trim(IMessage request)
    {
        string[] unsaid = request switch
        {
            ProviderHandshakeRequest =>
            [
                .. Unless(NamesProviders, "configure_with_urn"),
                .. Unless(RefreshesBeforeUpdate, "supports_views", "supports_refresh_before_update"),
                .. Unless(TellsPreview, "invoke_with_preview", "accepts_byte_string", "mapper_target", "loader_target", "resolver_target"),
            ],
            ConfigureRequest => Unless(NamesProviders, "urn", "name", "type", "id"),
            InvokeRequest => Unless(TellsPreview, "preview"),
            CheckRequest or DiffRequest or CreateRequest or ReadRequest or UpdateRequest or DeleteRequest => Unless(
                ShakesHands,
                "name",
                "type"
            ),
            _ => [],
        };
        foreach (var name in unsaid)
        {
            request.Descriptor.FindFieldByName(name).Accessor.Clear(request);
        }
    }

    private static string[] Unless(bool isSaid, params string[] names) => isSaid ? [] : names;

    private bool Since(int minor) => Version >= new Version(3, minor);
}

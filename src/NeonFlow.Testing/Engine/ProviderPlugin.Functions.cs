using Pulumirpc;

namespace NeonFlow.Testing.Engine;

/// <summary>Functions, remote components and their methods.</summary>
internal sealed partial class ProviderPlugin
{
    public async Task<InvokeResult> InvokeAsync(string token, PropertyMap args, bool preview)
    {
        if (!await ConfiguredAsync().ConfigureAwait(false))
        {
            return new(PropertyMap.Empty, []);
        }

        var said = await GuardAsync<InvokeRequest, InvokeResponse>(
                "Invoke",
                new()
                {
                    Tok = token,
                    Args = PropertyCodec.Write(args, Form(false)),
                    Preview = preview,
                }
            )
            .ConfigureAwait(false);
        var answer = PropertyCodec.Read(said.Return);
        RefuseUnknowns(answer, false);
        if (args.ContainsSecrets && !_acceptSecrets)
        {
            // What came of secrets may tell them.
            answer = answer.Select(static (_, value) => value is SecretValue ? value : new SecretValue(value));
        }

        return new(answer, [.. said.Failures.Select(f => new CheckFailureSaid(f.Property, f.Reason))]);
    }

    /// <summary>Lets the provider build a remote component; null when its config is not known yet.</summary>
    public async Task<ConstructResponse?> ConstructAsync(ConstructRequest request)
    {
        return await ConfiguredAsync().ConfigureAwait(false)
            ? await GuardAsync<ConstructRequest, ConstructResponse>("Construct", request).ConfigureAwait(false)
            : null;
    }

    public async Task<CallResponse> CallMethodAsync(CallRequest request)
    {
        return await ConfiguredAsync().ConfigureAwait(false)
            ? await GuardAsync<CallRequest, CallResponse>("Call", request).ConfigureAwait(false)
            : new();
    }
}

using Grpc.Net.Client;
using Pulumirpc;

namespace Pulumi;

internal sealed class GrpcEngine(GrpcChannel channel) : IEngineConnection
{
    private readonly Engine.EngineClient _client = new(channel);

    public async Task LogAsync(LogRequest request) => await _client.LogAsync(request);

    public async Task RequirePulumiVersionAsync(string range) =>
        await _client.RequirePulumiVersionAsync(new RequirePulumiVersionRequest { PulumiVersionRange = range });
}

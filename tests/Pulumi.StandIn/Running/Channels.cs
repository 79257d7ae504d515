using Grpc.Core;
using Grpc.Net.Client;

namespace Pulumi;

internal static class Channels
{
    private const int MaxMessageSize = 400 * 1024 * 1024;

    public static GrpcChannel Open(string address) =>
        GrpcChannel.ForAddress(
            $"http://{address}",
            new GrpcChannelOptions
            {
                MaxReceiveMessageSize = MaxMessageSize,
                MaxSendMessageSize = MaxMessageSize,
                Credentials = ChannelCredentials.Insecure,
            }
        );
}

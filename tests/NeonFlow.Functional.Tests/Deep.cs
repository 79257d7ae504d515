using Google.Protobuf;
using Grpc.Core;
using NeonFlow.Harness;

namespace NeonFlow.Functional.Tests;

/// <summary>Messages that are nested too deep for an ordinary stack and for the generated client.</summary>
internal static class Deep
{
    private const int Stack = 512 * 1024 * 1024;

    private static readonly Marshaller<byte[]> Raw = Marshallers.Create(static bytes => bytes, static bytes => bytes);

    public static byte[] Bytes(Func<IMessage> make)
    {
        byte[] bytes = [];
        var thread = new Thread(() => bytes = make().ToByteArray(), Stack);
        thread.Start();
        thread.Join();
        return bytes;
    }

    public static async Task<byte[]> CallAsync(ProviderUnderTest provider, string method, byte[] request) =>
        await provider.Invoker.AsyncUnaryCall(
            new Method<byte[], byte[]>(MethodType.Unary, "pulumirpc.ResourceProvider", method, Raw, Raw),
            null,
            default,
            request
        );
}

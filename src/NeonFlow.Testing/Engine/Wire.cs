using Google.Protobuf;
using Grpc.Core;

namespace NeonFlow.Testing.Engine;

/// <summary>gRPC methods whose messages may nest deeper than protobuf's default of 32 objects, which real programs do.</summary>
internal static class Wire
{
    private const int MaximumDepth = 10_000;

    public static Method<TRequest, TResponse> Unary<TRequest, TResponse>(string target, string name)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        new(MethodType.Unary, "pulumirpc." + target, name, Marshal<TRequest>(), Marshal<TResponse>());

    /// <summary>A status code as users of the real engine see it.</summary>
    public static string CodeName(StatusCode code) => code == StatusCode.Cancelled ? "Canceled" : code.ToString();

    public static T Parse<T>(byte[] bytes)
        where T : class, IMessage<T>, new()
    {
        var message = new T();
        using var stream = new MemoryStream(bytes, writable: false);
        using var input = CodedInputStream.CreateWithLimits(stream, int.MaxValue, MaximumDepth);
        message.MergeFrom(input);
        return message;
    }

    private static Marshaller<T> Marshal<T>()
        where T : class, IMessage<T>, new() =>
        Marshallers.Create(
            static (T message, SerializationContext context) =>
            {
                context.SetPayloadLength(message.CalculateSize());
                message.WriteTo(context.GetBufferWriter());
                context.Complete();
            },
            static context => Parse<T>(context.PayloadAsNewBuffer())
        );
}

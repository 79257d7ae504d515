using Google.Protobuf;
using Grpc.Core;

namespace NeonFlow.Provider.Wire;

/// <summary>
/// Marshallers without protobuf's default nesting limit (100 levels are 32 nested objects of a property map; the engine sends far deeper ones).
/// </summary>
internal static class Marshalling
{
    private const int Depth = 10_000;

    public static Marshaller<T> Of<T>()
        where T : class, IMessage<T>, new() => Marshallers.Create(Write, Read<T>);

    private static void Write<T>(T message, SerializationContext context)
        where T : IMessage<T>
    {
        context.SetPayloadLength(message.CalculateSize());
        message.WriteTo(context.GetBufferWriter());
        context.Complete();
    }

    private static T Read<T>(DeserializationContext context)
        where T : IMessage<T>, new()
    {
        var message = new T();
        var payload = context.PayloadAsNewBuffer();
        using var input = CodedInputStream.CreateWithLimits(new MemoryStream(payload, writable: false), int.MaxValue, Depth);
        message.MergeFrom(input);
        return message;
    }
}

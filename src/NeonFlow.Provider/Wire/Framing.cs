using System.Buffers;
using System.Buffers.Binary;
using Google.Protobuf;
using Grpc.Core;

namespace NeonFlow.Provider.Wire;

/// <summary>
/// The body of a unary gRPC call: one message behind a flag and its length. Read without protobuf's default nesting limit (100 levels are
/// 32 nested objects of a property map; the engine sends
/// far deeper ones).
/// </summary>
internal static class Framing
{
    public const string ContentType = "application/grpc";

    private const int PrefixLength = 5;
    private const int Depth = 10_000;

    public static void Write(IBufferWriter<byte> output, IMessage message)
    {
        var prefix = output.GetSpan(PrefixLength);
        prefix[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(prefix[1..], message.CalculateSize());
        output.Advance(PrefixLength);
        message.WriteTo(output);
    }

    public static T Read<T>(ReadOnlySequence<byte> body)
        where T : IMessage, new()
    {
        Span<byte> prefix = stackalloc byte[PrefixLength];
        if (body.Length < PrefixLength)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, "The request holds no message."));
        }

        body.Slice(0, PrefixLength).CopyTo(prefix);
        if (prefix[0] != 0)
        {
            throw new RpcException(new Status(StatusCode.Unimplemented, "Compressed messages are not understood."));
        }

        if (BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]) != body.Length - PrefixLength)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, "The request is not one whole message."));
        }

        var message = new T();
        using var input = CodedInputStream.CreateWithLimits(
            new MemoryStream(body.Slice(PrefixLength).ToArray(), writable: false),
            int.MaxValue,
            Depth
        );
        try
        {
            message.MergeFrom(input);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"The request is no {typeof(T).Name}: {e.Message}"));
        }

        return message;
    }
}

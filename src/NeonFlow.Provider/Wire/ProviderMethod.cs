using System.Buffers;
using Google.Protobuf;

namespace NeonFlow.Provider.Wire;

/// <summary>A method of the service: bytes in, message out; <paramref name="Answered"/> runs once the answer has left.</summary>
internal sealed record ProviderMethod(
    Func<ProviderProcess, ReadOnlySequence<byte>, Task<IMessage>> HandleAsync,
    Action<ProviderProcess>? Answered
);

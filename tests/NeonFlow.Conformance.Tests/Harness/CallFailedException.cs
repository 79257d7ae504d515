using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Pulumirpc;
using Empty = Google.Protobuf.WellKnownTypes.Empty;

namespace NeonFlow.Harness;

/// <summary>A call that the provider answered with an error.</summary>
internal sealed class CallFailedException(StatusCode status, string message, Held? partial) : Exception(message)
{
    public StatusCode Status { get; } = status;

    /// <summary>What exists nevertheless.</summary>
    public Held? Partial { get; } = partial;
}

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

/// <summary>Inputs that Check refuses.</summary>
internal sealed class RefusedException(IReadOnlyList<(string Property, string Reason)> failures) : Exception(string.Join("\n", failures.Select(static f => $"{f.Property}: {f.Reason}")))
{
    public IReadOnlyList<(string Property, string Reason)> Failures { get; } = failures;
}

using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Pulumirpc;
using Enum = System.Enum;

namespace NeonFlow.Testing.Engine;

/// <summary>Starts provider processes.</summary>
internal interface IProviderLauncher
{
    Task<IProviderProcess> StartAsync(string package, string version, string engineAddress, IReadOnlyDictionary<string, string> environment, string workingDirectory);
}

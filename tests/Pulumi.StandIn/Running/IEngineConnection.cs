using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Pulumirpc;

namespace Pulumi;

internal interface IEngineConnection
{
    Task LogAsync(LogRequest request);

    Task RequirePulumiVersionAsync(string range);
}

using Pulumirpc;

namespace Pulumi;

internal interface IEngineConnection
{
    Task LogAsync(LogRequest request);

    Task RequirePulumiVersionAsync(string range);
}

using NeonFlow.Neon;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Neon;

/// <summary>What previews find out about several resources together.</summary>
internal static class NeonPreview
{
    /// <summary>
    /// Finds out on which branch a host is, where the program names its database by host and its Neon objects by project. Of no consequence
    /// where it cannot be found out.
    /// </summary>
    public static async Task FindServerAsync(UpstreamClients upstreams, string place, OperationContext context)
    {
        if (context.Program.ProjectsOf(place).Count > 0)
        {
            return;
        }
        foreach (var server in context.Program.NeonServers())
        {
            if (NeonId.ReadServer(server) is not (var project, var named))
            {
                continue;
            }
            try
            {
                var branch = await upstreams.Neon.BranchAsync(project, named, context.Stop);
                var endpoints = await upstreams.Neon.ListEndpointsAsync(project, branch, context.Stop);
                if (endpoints.Any(e => place.StartsWith($"{e.Host}:", StringComparison.OrdinalIgnoreCase)))
                {
                    context.Program.SameServer(NeonId.PlaceOf(project, branch), place);
                    context.Program.SameServer(server, place);
                    return;
                }
            }
            catch (Exception e) when (e is NeonException or DiagnosticException)
            {
                context.NotChecked($"whether {place} is on the Neon project {project}", UpstreamFailures.First(e)!);
                return;
            }
        }
    }
}

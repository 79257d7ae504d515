using NeonFlow.Neon;
using NeonFlow.Provider.Resources.Neon;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Preflight;

/// <summary>Looks at the address list that a capture has to get in by.</summary>
internal sealed class AddressLists(UpstreamClients upstreams)
{
    /// <summary>
    /// The list with the addresses of the data plane: none where everybody may connect, and none, with the reason, where one of both cannot
    /// be looked at.
    /// </summary>
    /// <param name="asked">What is asked.</param>
    /// <param name="stop">Ends the calls.</param>
    public async Task<(AddressList? List, NotLooked? NotLooked)> LookAsync(AddressQuestion asked, CancellationToken stop)
    {
        var what = $"address list of project {asked.Project}";
        var isClosed = false;
        try
        {
            var now = (await upstreams.Neon.GetProjectAsync(asked.Project, stop).ConfigureAwait(false)).Settings?.AllowedIps ?? new();
            if (now.Ips.Count == 0 && !asked.MayBeClosed)
            {
                return (null, null);
            }

            isClosed = true;
            if (asked.UnknownInput is { } input)
            {
                return (null, new(what, $"{input} is not known until it is made"));
            }

            var isProtected = true;
            if (now.ProtectedBranchesOnly || asked.GuardsProtectedOnly)
            {
                if (await BranchAsync(asked, stop).ConfigureAwait(false) is not { } branch)
                {
                    return (null, new(what, "it guards protected branches only, and the branch of the capture was not found"));
                }

                isProtected = branch.Protected;
            }

            var plane = await PlaneOfAsync(asked, stop).ConfigureAwait(false);
            var blocks = asked.Blocks ?? await BlocksOfAsync(plane, stop).ConfigureAwait(false);
            return blocks.Count > 0
                ? (new(asked.Project.Value, now, isProtected) { DataPlane = plane ?? "", Blocks = blocks }, null)
                : (
                    null,
                    new(
                        what,
                        plane is not null ? $"Estuary tells no addresses of {plane}"
                            : asked.Capture.Length > 0 ? $"no data plane is known for {asked.Capture}"
                            : "no data plane is named"
                    )
                );
        }
        catch (Exception e) when (e is not OperationCanceledException && UpstreamFailures.First(e) is { } because)
        {
            // That a list is in use and nobody knows whether it lets the capture in is worth a line, whatever else the cause was told for.
            return (null, NotLooked.Of(what, isClosed ? because with { Cause = what } : because));
        }
    }

    // Where the capture runs, else where a new one is placed.
    private async Task<string?> PlaneOfAsync(AddressQuestion asked, CancellationToken stop) =>
        asked.DataPlane is not null || asked.Blocks is not null || asked.Capture.Length == 0
            ? asked.DataPlane
            : (await upstreams.Estuary.FindLiveAsync(asked.Capture, stop).ConfigureAwait(false))?.DataPlane
                ?? (await upstreams.Estuary.GetDataPlanesOfPrefixAsync(asked.Capture, stop).ConfigureAwait(false)).FirstOrDefault();

    private async Task<IReadOnlyList<string>> BlocksOfAsync(string? plane, CancellationToken stop) =>
        plane is null
            ? []
            : (await upstreams.Estuary.GetDataPlanesAsync(stop).ConfigureAwait(false)).FirstOrDefault(p => p.Name == plane)?.CidrBlocks
                ?? [];

    private async Task<NeonBranch?> BranchAsync(AddressQuestion asked, CancellationToken stop)
    {
        await foreach (var branch in upstreams.Neon.ListBranchesAsync(asked.Project, stop).ConfigureAwait(false))
        {
            if (
                !asked.HasBranch ? await IsAtAsync(asked, branch, stop).ConfigureAwait(false)
                : asked.Branch is { } named ? branch.Id == named.Value
                : branch.Default
            )
            {
                return branch;
            }
        }

        return null;
    }

    private async Task<bool> IsAtAsync(AddressQuestion asked, NeonBranch branch, CancellationToken stop) =>
        (await upstreams.Neon.ListEndpointsAsync(asked.Project, NeonBranchId.Of(branch), stop).ConfigureAwait(false)).Any(e =>
            string.Equals(e.Host, asked.Host, StringComparison.OrdinalIgnoreCase)
        );
}

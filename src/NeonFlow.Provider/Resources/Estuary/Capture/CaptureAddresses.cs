using NeonFlow.Neon;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Pipeline;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Resources.Neon;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Estuary.Capture;

/// <summary>Looks at the address list that a <see cref="Capture"/> has to get in by.</summary>
internal sealed class CaptureAddresses(UpstreamClients upstreams)
{
    /// <summary>
    /// The list with the addresses of the data plane; null where everybody may connect, and, with a "not checked" line, where one of both
    /// cannot be looked at.
    /// </summary>
    /// <param name="capture">The capture.</param>
    /// <param name="unknown">What is unknown in it.</param>
    /// <param name="place">Its database.</param>
    /// <param name="program">What the program has there.</param>
    /// <param name="context">The operation.</param>
    public async Task<AddressList?> LookAsync(
        Capture capture,
        UnknownSet unknown,
        CapturePlace place,
        IReadOnlyList<ProgramResource> program,
        OperationContext context
    )
    {
        if (ProjectOf(place, context) is not { } project)
        {
            return null;
        }

        var isClosed = false;
        try
        {
            var now = (await upstreams.Neon.GetProjectAsync(project, context.Stop).ConfigureAwait(false)).Settings?.AllowedIps ?? new();
            if (now.Ips.Count == 0 && !program.MayCloseList())
            {
                return null;
            }

            isClosed = true;
            if (UnknownOf(capture, unknown) is { } input)
            {
                context.NotChecked(WhatOf(project), $"{PropertyPath.Of(input)} is not known until it is made");
                return null;
            }

            var isProtected = true;
            if (now.ProtectedBranchesOnly || program.GuardsProtectedOnly())
            {
                if (await BranchAsync(project, capture, place, context.Stop).ConfigureAwait(false) is not { } branch)
                {
                    context.NotChecked(WhatOf(project), "it guards protected branches only, and the branch of the capture was not found");
                    return null;
                }

                isProtected = branch.Protected;
            }

            var plane = await PlaneOfAsync(capture, context.Stop).ConfigureAwait(false);
            var planes = await upstreams.Estuary.GetDataPlanesAsync(context.Stop).ConfigureAwait(false);
            if (planes.FirstOrDefault(p => p.Name == plane) is { CidrBlocks: { Count: > 0 } blocks })
            {
                return new(project.Value, now, isProtected) { DataPlane = plane!, Blocks = blocks };
            }

            context.NotChecked(
                WhatOf(project),
                plane is null ? $"no data plane is known for {capture.CaptureName}" : $"Estuary tells no addresses of {plane}"
            );
        }
        catch (Exception e) when (e is not OperationCanceledException && UpstreamFailures.First(e) is { } because)
        {
            // That a list is in use and nobody knows whether it lets the capture in is worth a line, whatever else the cause was told for.
            context.NotChecked(WhatOf(project), isClosed ? because with { Cause = WhatOf(project) } : because);
        }

        return null;
    }

    // The data plane that is named counts, else the one where the capture of that name is.
    private static string? UnknownOf(Capture capture, UnknownSet unknown) =>
        unknown.Contains(PropertyPath.Of(nameof(Capture.DataPlane))) ? nameof(Capture.DataPlane)
        : capture.DataPlane is null && unknown.Contains(PropertyPath.Of(nameof(Capture.CaptureName))) ? nameof(Capture.CaptureName)
        : null;

    private static string WhatOf(NeonProjectId project) => $"address list of project {project}";

    // Where the capture runs, else where a new one is placed.
    private async Task<string?> PlaneOfAsync(Capture capture, CancellationToken stop) =>
        capture.DataPlane
        ?? (await upstreams.Estuary.FindLiveAsync(capture.CaptureName.ToString(), stop).ConfigureAwait(false))?.DataPlane
        ?? (
            await upstreams.Estuary.GetDataPlanesOfPrefixAsync(capture.CaptureName.ToString(), stop).ConfigureAwait(false)
        ).FirstOrDefault();

    private static NeonProjectId? ProjectOf(CapturePlace place, OperationContext context) =>
        place.Way?.ProjectId is { } named ? named
        : place.Place is { } at
        && context.Program.ProjectsOf(at) is { Count: 1 } projects
        && NeonId.ReadServer(projects.First()) is var (project, _)
            ? project
        : null;

    private async Task<NeonBranch?> BranchAsync(NeonProjectId project, Capture capture, CapturePlace place, CancellationToken stop)
    {
        var isNamed = place.Way is { IsNeon: true } || (place.Place is { } at && Places.IsNeon(at));
        var named = place.Way is { IsNeon: true } way ? way.BranchId : NeonId.ReadServer(Places.ServerOf(place.Place ?? ""))?.Branch;
        await foreach (var branch in upstreams.Neon.ListBranchesAsync(project, stop).ConfigureAwait(false))
        {
            if (
                !isNamed ? await IsAtAsync(branch, CapturePlan.HostOf(capture.Address)).ConfigureAwait(false)
                : named is null ? branch.Default
                : branch.Id == named.Value
            )
            {
                return branch;
            }
        }

        return null;

        async Task<bool> IsAtAsync(NeonBranch branch, string host) =>
            (await upstreams.Neon.ListEndpointsAsync(project, NeonBranchId.Of(branch), stop).ConfigureAwait(false)).Any(e =>
                string.Equals(e.Host, host, StringComparison.OrdinalIgnoreCase)
            );
    }
}

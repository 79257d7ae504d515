using NeonFlow.Estuary;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Functions;

/// <summary>Answers <c>estuary.getDataPlane</c>.</summary>
internal sealed class GetDataPlane(UpstreamClients upstreams) : Function<GetDataPlaneArgs, GetDataPlaneResult>
{
    public override GetDataPlaneArgs Check(CheckContext<GetDataPlaneArgs> context)
    {
        var inputs = context.Inputs;
        if (context.IsKnown(nameof(inputs.Name)) && inputs.Name is { } name && CatalogName.Problem(name) is { } problem)
        {
            context.Fail(EstuaryDiagnostics.BadName, nameof(inputs.Name), $"{problem}.", "Name = \"ops/dp/public/aws-eu-west-1-c1\"");
        }

        return inputs;
    }

    public override async Task<GetDataPlaneResult> InvokeAsync(GetDataPlaneArgs args, OperationContext context)
    {
        var path =
            args.Name is not null ? nameof(args.Name)
            : args.Prefix is not null ? nameof(args.Prefix)
            : "";
        try
        {
            var planes = await upstreams.Estuary.GetDataPlanesAsync(context.Stop).ConfigureAwait(false);
            return Answer(await PickAsync(args, planes, context).ConfigureAwait(false));
        }
        catch (EstuaryException failure)
        {
            throw new DiagnosticException(EstuaryFailures.Read(failure, path), failure);
        }
    }

    private async Task<DataPlane> PickAsync(GetDataPlaneArgs args, IReadOnlyList<DataPlane> planes, OperationContext context)
    {
        if (args.Name is { } name)
        {
            return planes.FirstOrDefault(p => p.Name == name)
                ?? throw Missing(
                    nameof(args.Name),
                    $"There is no data plane \"{name}\" that this credential may use; there are {Names(planes)}."
                );
        }

        var mapped = args.Prefix is { } prefix ? (await MappedAsync(prefix, context.Stop).ConfigureAwait(false)).FirstOrDefault() : null;
        if (args.Capture is { } capture && await RunsInAsync(capture, context.Stop).ConfigureAwait(false) is { } runs)
        {
            if (mapped is not null && mapped != runs)
            {
                context.Info(
                    $"New tasks under {args.Prefix} are placed in {mapped} now; {capture} stays in {runs}. DataPlane = \"{mapped}\" "
                        + "moves it."
                );
            }

            return planes.FirstOrDefault(p => p.Name == runs)
                ?? throw Missing(
                    nameof(args.Capture),
                    $"{capture} runs in {runs}, which this credential may not see; it sees {Names(planes)}."
                );
        }

        if (mapped is not null)
        {
            return planes.FirstOrDefault(p => p.Name == mapped)
                ?? throw Missing(
                    nameof(args.Prefix),
                    $"New tasks under {args.Prefix} are placed in {mapped}, which this credential may not see; it sees {Names(planes)}."
                );
        }

        var open = planes.Where(static p => !p.Closed).ToList();
        return open.Count == 1
            ? open[0]
            : throw new DiagnosticException(
                new Diagnostic(
                    EstuaryDiagnostics.Ambiguous,
                    args.Prefix is null ? nameof(args.Name) : nameof(args.Prefix),
                    $"No single data plane is meant{(args.Prefix is null ? "" : $", and no storage mapping of {args.Prefix} names one")}; "
                        + $"name one of {Names(open)}."
                )
                {
                    Fix = open.Count > 0 ? $"Name = \"{open[0].Name}\"" : null,
                }
            );
    }

    private Task<IReadOnlyList<string>> MappedAsync(CatalogPrefix prefix, CancellationToken stop) =>
        upstreams.Estuary.GetDataPlanesOfPrefixAsync($"{prefix}/", stop);

    private async Task<string?> RunsInAsync(CatalogName capture, CancellationToken stop) =>
        (await upstreams.Estuary.FindLiveAsync(capture.ToString(), stop).ConfigureAwait(false))?.DataPlane;

    private static GetDataPlaneResult Answer(DataPlane plane) =>
        new()
        {
            Name = plane.Name,
            CidrBlocks = plane.CidrBlocks,
            CloudProvider = plane.CloudProvider,
            Region = plane.Region,
            IsPublic = plane.IsPublic,
            Closed = plane.Closed,
        };

    private static DiagnosticException Missing(string path, string message) =>
        new(new Diagnostic(EstuaryDiagnostics.Missing, path, message) { Kind = FailureKind.NotFound });

    private static string Names(IEnumerable<DataPlane> planes) => Words.List(planes.Select(static p => p.Name));
}

using NeonFlow.Provider.Engine;
using NeonFlow.Provider.Schema;
using Pulumirpc;

namespace NeonFlow.Provider.Wire.Rpc;

internal static class DiffRpc
{
    public static async Task<DiffResponse> HandleAsync(ProviderProcess process, DiffRequest request)
    {
        var target = Target.Of(request.Urn, request.Name, request.Type);
        var differences = process
            .Dispatcher.Resource(target)
            .Diff(
                target,
                request.Id,
                StructCodec.Decode(request.OldInputs),
                StructCodec.Decode(request.Olds),
                StructCodec.Decode(request.News),
                request.IgnoreChanges
            );
        if (differences.Notice is { } notice)
        {
            await process.Log.LogAsync(notice.Severity, notice.Text, request.Urn, ephemeral: false).ConfigureAwait(false);
        }
        return ToResponse(differences);
    }

    public static DiffResponse ToResponse(Differences differences)
    {
        var response = new DiffResponse
        {
            Changes = differences.Changes.Count == 0 ? DiffResponse.Types.DiffChanges.DiffNone : DiffResponse.Types.DiffChanges.DiffSome,
            HasDetailedDiff = true,
            DeleteBeforeReplace = differences.DeleteBeforeReplace,
        };
        foreach (var (path, change) in differences.Changes)
        {
            response.DetailedDiff[path] = new PropertyDiff { InputDiff = change.IsInput, Kind = KindOf(change) };
            var root = PropertyPath.Root(path);
            if (!response.Diffs.Contains(root))
            {
                response.Diffs.Add(root);
            }

            if (change.Replaces && !response.Replaces.Contains(root))
            {
                response.Replaces.Add(root);
            }
        }

        return response;
    }

    private static PropertyDiff.Types.Kind KindOf(Change change) =>
        (change.Kind, change.Replaces) switch
        {
            (ChangeKind.Add, false) => PropertyDiff.Types.Kind.Add,
            (ChangeKind.Add, true) => PropertyDiff.Types.Kind.AddReplace,
            (ChangeKind.Delete, false) => PropertyDiff.Types.Kind.Delete,
            (ChangeKind.Delete, true) => PropertyDiff.Types.Kind.DeleteReplace,
            (_, false) => PropertyDiff.Types.Kind.Update,
            _ => PropertyDiff.Types.Kind.UpdateReplace,
        };
}

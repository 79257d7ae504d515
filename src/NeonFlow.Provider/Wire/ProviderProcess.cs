using NeonFlow.Provider.Engine;
using NeonFlow.Provider.Schema;
using Pulumirpc;

namespace NeonFlow.Provider.Wire;

/// <summary>
/// What the RPCs of one provider process share. The RPCs themselves are in <c>Rpc/</c>, one file each; none holds a rule of the domain.
/// </summary>
internal sealed class ProviderProcess
{
    public ProviderProcess(string? engineAddress)
    {
        Log = new EngineLog { Address = engineAddress };
        Dispatcher = new Dispatcher(Log) { Engine = engineAddress };
    }

    public EngineLog Log { get; }

    public Dispatcher Dispatcher { get; }

    /// <summary>Set when Cancel was answered or the engine is gone: the process ends once its calls have.</summary>
    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static Target TargetOf(string urn, string name, string type)
    {
        // Older engines send only the URN: urn:pulumi:<stack>::<project>::<parent types$type>::<name>.
        if (type.Length > 0)
        {
            return new(urn, name, type);
        }

        var parts = urn.Split("::", 4);
        return parts.Length < 4 ? new(urn, "", "") : new(urn, parts[3], parts[2][(parts[2].LastIndexOf('$') + 1)..]);
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

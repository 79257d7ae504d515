namespace NeonFlow.Testing.Engine;

/// <summary>
/// One entry of a detailed diff; <paramref name="InputDiff"/> says that old inputs, not old outputs, are compared with the new inputs.
/// </summary>
/// <remarks>In pulumi/pulumi: PropertyDiff (pkg/resource/plugin/provider.go).</remarks>
public sealed record DetailedDiffEntry(PropertyDiffKind Kind, bool InputDiff)
{
    /// <summary>The engine's word for the kind, for example <c>update-replace</c>.</summary>
    public string KindText =>
        Kind switch
        {
            PropertyDiffKind.Add => "add",
            PropertyDiffKind.AddReplace => "add-replace",
            PropertyDiffKind.Delete => "delete",
            PropertyDiffKind.DeleteReplace => "delete-replace",
            PropertyDiffKind.Update => "update",
            _ => "update-replace",
        };

    /// <summary>The same change, forcing a replacement.</summary>
    internal DetailedDiffEntry ToReplace() =>
        this with
        {
            Kind = Kind switch
            {
                PropertyDiffKind.Add => PropertyDiffKind.AddReplace,
                PropertyDiffKind.Delete => PropertyDiffKind.DeleteReplace,
                PropertyDiffKind.Update => PropertyDiffKind.UpdateReplace,
                var kind => kind,
            },
        };

    /// <summary>Whether the entry forces a replacement.</summary>
    public bool IsReplace => Kind is PropertyDiffKind.AddReplace or PropertyDiffKind.DeleteReplace or PropertyDiffKind.UpdateReplace;
}

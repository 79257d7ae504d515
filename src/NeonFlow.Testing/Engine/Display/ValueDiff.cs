namespace NeonFlow.Testing.Engine.Display;

/// <summary>How one value differs from another; lists and objects of the same kind say it per element.</summary>
/// <remarks>In pulumi/pulumi: ValueDiff (sdk/go/common/resource/properties_diff.go).</remarks>
internal sealed class ValueDiff(PropertyValue? old, PropertyValue? @new)
{
    public PropertyValue? Old { get; } = old;

    public PropertyValue? New { get; } = @new;

    public ElementDiffs<int>? Array { get; set; }

    public ElementDiffs<string>? Object { get; set; }
}

namespace NeonFlow.Testing.Engine;

/// <summary>A set of assets, or an archive file.</summary>
/// <remarks>In pulumi/pulumi: Archive (sdk/go/common/resource/archive/archive.go).</remarks>
public sealed class ArchiveValue(string hash, PropertyMap? assets, string? path, string? uri) : PropertyValue
{
    public string Hash { get; } = hash;

    public PropertyMap? Assets { get; } = assets;

    public string? Path { get; } = path;

    public string? Uri { get; } = uri;

    public override bool Equals(PropertyValue? other) =>
        other is ArchiveValue a
        && (Hash.Length > 0 ? a.Hash == Hash : Equals(a.Assets, Assets) && a.Path == Path && a.Uri == Uri && a.Hash.Length == 0);

    public override int GetHashCode() => HashCode.Combine(11, Hash);

    public override string ToString() => $"archive:{Hash}";
}

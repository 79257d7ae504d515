namespace NeonFlow.Testing.Engine;

/// <summary>A set of assets, or an archive file.</summary>
/// <remarks>In pulumi/pulumi: Archive (sdk/go/common/resource/archive/archive.go).</remarks>
public sealed class ArchiveValue(string hash, PropertyMap? assets, string? path, string? uri) : PropertyValue
{
    /// <summary>SHA-256 of the contents in hex; empty where it is not known.</summary>
    public string Hash { get; } = hash;

    /// <summary>The assets by their name in the archive, or null where it is a file.</summary>
    public PropertyMap? Assets { get; } = assets;

    /// <summary>The file of the archive, or null where it comes from elsewhere.</summary>
    public string? Path { get; } = path;

    /// <summary>The address of the archive, or null where it comes from elsewhere.</summary>
    public string? Uri { get; } = uri;

    /// <inheritdoc/>
    public override bool Equals(PropertyValue? other) =>
        other is ArchiveValue a
        && (Hash.Length > 0 ? a.Hash == Hash : Equals(a.Assets, Assets) && a.Path == Path && a.Uri == Uri && a.Hash.Length == 0);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(11, Hash);

    /// <inheritdoc/>
    public override string ToString() => $"archive:{Hash}";
}

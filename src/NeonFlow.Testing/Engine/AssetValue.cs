namespace NeonFlow.Testing.Engine;

/// <summary>A file or a text that travels with its SHA-256; old values carry the hash alone.</summary>
/// <remarks>In pulumi/pulumi: Asset (sdk/go/common/resource/asset/asset.go).</remarks>
public sealed class AssetValue(string hash, string? text, string? path, string? uri) : PropertyValue
{
    /// <summary>SHA-256 of the contents in hex; empty where it is not known.</summary>
    public string Hash { get; } = hash;

    /// <summary>The contents, or null where they are in a file or at an address.</summary>
    public string? Text { get; } = text;

    /// <summary>The file, or null where the asset comes from elsewhere.</summary>
    public string? Path { get; } = path;

    /// <summary>The address, or null where the asset comes from elsewhere.</summary>
    public string? Uri { get; } = uri;

    /// <inheritdoc/>
    public override bool Equals(PropertyValue? other) =>
        other is AssetValue a
        && (Hash.Length > 0 ? a.Hash == Hash : a.Text == Text && a.Path == Path && a.Uri == Uri && a.Hash.Length == 0);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(10, Hash);

    /// <inheritdoc/>
    public override string ToString() => $"asset:{Hash}";
}

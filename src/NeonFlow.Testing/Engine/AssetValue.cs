namespace NeonFlow.Testing.Engine;

/// <summary>A file or a text that travels with its SHA-256; old values carry the hash alone.</summary>
/// <remarks>In pulumi/pulumi: Asset (sdk/go/common/resource/asset/asset.go).</remarks>
public sealed class AssetValue(string hash, string? text, string? path, string? uri) : PropertyValue
{
    public string Hash { get; } = hash;

    public string? Text { get; } = text;

    public string? Path { get; } = path;

    public string? Uri { get; } = uri;

    public override bool Equals(PropertyValue? other) =>
        other is AssetValue a
        && (Hash.Length > 0 ? a.Hash == Hash : a.Text == Text && a.Path == Path && a.Uri == Uri && a.Hash.Length == 0);

    public override int GetHashCode() => HashCode.Combine(10, Hash);

    public override string ToString() => $"asset:{Hash}";
}

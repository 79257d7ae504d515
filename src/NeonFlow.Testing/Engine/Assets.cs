namespace NeonFlow.Testing.Engine;

/// <summary>Assets get their hash here, because programs send none.</summary>
/// <remarks>In pulumi/pulumi: Asset.EnsureHash (sdk/go/common/resource/asset/asset.go).</remarks>
internal static class Assets
{
    public static AssetValue WithHash(AssetValue asset)
    {
        var bytes =
            asset.Text is { } text ? System.Text.Encoding.UTF8.GetBytes(text)
            : asset.Path is { } path ? File.ReadAllBytes(path)
            : throw new EngineException("the test engine takes assets from a text or a file; remote assets would leave this machine");
        return new(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), asset.Text, asset.Path, asset.Uri);
    }
}

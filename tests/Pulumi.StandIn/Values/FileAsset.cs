namespace Pulumi;

public sealed class FileAsset : Asset
{
    public FileAsset(string path)
        : base("path", path) { }
}

namespace Pulumi;

public sealed class FileArchive : Archive
{
    public FileArchive(string path)
        : base("path", path) { }
}

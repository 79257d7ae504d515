using System.Collections.Immutable;

namespace Pulumi;

public abstract class AssetOrArchive
{
    private protected AssetOrArchive(string signature, string property, object value)
    {
        Signature = signature;
        Property = property;
        Content = value;
    }

    internal string Signature { get; }

    internal string Property { get; }

    internal object Content { get; }
}

public abstract class Asset : AssetOrArchive
{
    private protected Asset(string property, object value)
        : base(Serialization.Signatures.Asset, property, value)
    {
    }
}

public abstract class Archive : AssetOrArchive
{
    private protected Archive(string property, object value)
        : base(Serialization.Signatures.Archive, property, value)
    {
    }
}

public sealed class StringAsset : Asset
{
    public StringAsset(string text)
        : base("text", text)
    {
    }
}

public sealed class FileAsset : Asset
{
    public FileAsset(string path)
        : base("path", path)
    {
    }
}

public sealed class RemoteAsset : Asset
{
    public RemoteAsset(string uri)
        : base("uri", uri)
    {
    }
}

public sealed class FileArchive : Archive
{
    public FileArchive(string path)
        : base("path", path)
    {
    }
}

public sealed class RemoteArchive : Archive
{
    public RemoteArchive(string uri)
        : base("uri", uri)
    {
    }
}

public sealed class AssetArchive : Archive
{
    public AssetArchive(IDictionary<string, AssetOrArchive> assets)
        : base("assets", assets.ToImmutableDictionary())
    {
    }
}

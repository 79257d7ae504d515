using System.Collections.Immutable;

namespace Pulumi;

public sealed class AssetArchive : Archive
{
    public AssetArchive(IDictionary<string, AssetOrArchive> assets)
        : base("assets", assets.ToImmutableDictionary()) { }
}

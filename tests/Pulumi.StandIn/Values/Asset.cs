namespace Pulumi;

public abstract class Asset : AssetOrArchive
{
    private protected Asset(string property, object value)
        : base(Serialization.Signatures.Asset, property, value) { }
}

namespace Pulumi;

public abstract class Archive : AssetOrArchive
{
    private protected Archive(string property, object value)
        : base(Serialization.Signatures.Archive, property, value) { }
}

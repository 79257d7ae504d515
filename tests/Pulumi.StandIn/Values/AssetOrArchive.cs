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

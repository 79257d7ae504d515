namespace Pulumi;

public sealed class StringAsset : Asset
{
    public StringAsset(string text)
        : base("text", text) { }
}

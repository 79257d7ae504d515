namespace NeonFlow.Testing.Engine;

/// <summary>A pointer to a provider resource: its URN and id.</summary>
/// <remarks>In pulumi/pulumi: Reference (sdk/go/common/providers/reference.go).</remarks>
internal readonly record struct ProviderReference(Urn Urn, string Id)
{
    public override string ToString() => $"{Urn}::{Id}";

    public static ProviderReference? Parse(string text)
    {
        var cut = text.LastIndexOf("::", StringComparison.Ordinal);
        return cut <= 0 ? null : new(new Urn(text[..cut]), text[(cut + 2)..]);
    }
}

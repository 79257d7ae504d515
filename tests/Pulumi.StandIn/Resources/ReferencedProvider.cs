namespace Pulumi;

/// <summary>A provider that is known by its reference alone: nothing is registered for it.</summary>
internal sealed class ReferencedProvider : ProviderResource
{
    private ReferencedProvider(string urn, string id)
        : base(urn, id) { }

    public static ReferencedProvider Of(string reference)
    {
        var end = reference.LastIndexOf("::", StringComparison.Ordinal);
        return end < 0
            ? throw new ArgumentException($"Expected \"::\" in provider reference ${reference}.")
            : new(reference[..end], reference[(end + 2)..]);
    }
}

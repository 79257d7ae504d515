namespace Pulumi;

/// <summary>What a resource reference becomes when no class of its type is at hand.</summary>
internal sealed class ReferencedResource : Resource
{
    public ReferencedResource(string urn)
        : base(urn) { }
}

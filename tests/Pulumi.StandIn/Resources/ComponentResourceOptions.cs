namespace Pulumi;

public sealed class ComponentResourceOptions : ResourceOptions
{
    private List<ProviderResource>? _providers;

    public List<ProviderResource> Providers
    {
        get => _providers ??= [];
        set => _providers = value;
    }

    public static ComponentResourceOptions Merge(ComponentResourceOptions? options1, ComponentResourceOptions? options2)
    {
        var merged = new ComponentResourceOptions();
        merged.Add(options1);
        merged.Add(options2);
        return merged;
    }

    internal override ResourceOptions Copied() => Merge(null, this);

    private void Add(ComponentResourceOptions? other)
    {
        if (other is null)
        {
            return;
        }

        TakeOver(other);
        Providers = [.. Providers, .. other.Providers];
    }
}

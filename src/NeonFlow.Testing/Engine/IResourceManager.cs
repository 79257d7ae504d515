namespace NeonFlow.Testing.Engine;

/// <summary>What the engine asks of whoever manages a resource.</summary>
internal interface IResourceManager
{
    Task<CheckResult> CheckAsync(Urn urn, PropertyMap olds, PropertyMap news, byte[] seed, AutonamingOptions? autonaming, bool preview);

    Task<DiffResult> DiffAsync(
        Urn urn,
        string id,
        PropertyMap oldInputs,
        PropertyMap oldOutputs,
        PropertyMap newInputs,
        IReadOnlyList<string> ignoreChanges,
        bool preview
    );

    Task<VerbResult> CreateAsync(Urn urn, PropertyMap inputs, double timeout, bool preview);

    Task<VerbResult> UpdateAsync(
        Urn urn,
        string id,
        PropertyMap oldInputs,
        PropertyMap oldOutputs,
        PropertyMap newInputs,
        double timeout,
        IReadOnlyList<string> ignoreChanges,
        bool preview
    );

    Task DeleteAsync(Urn urn, string id, PropertyMap oldInputs, PropertyMap oldOutputs, double timeout);

    Task<VerbResult> ReadAsync(Urn urn, string id, PropertyMap? inputs, PropertyMap? outputs, double timeout);
}

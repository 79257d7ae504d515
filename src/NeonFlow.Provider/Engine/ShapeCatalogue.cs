using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

/// <summary>Codes shapes for the exchange between provider processes, by the registry's resources.</summary>
internal sealed class ShapeCatalogue(Func<string, IResource?> find) : IShapeCatalogue
{
    public PropertyValue.Map Encode(string type, object shape) =>
        find(type) is { } resource ? ShapeCodec.Encode(resource.Shape, shape, static p => !p.Value.HoldsSecrets) : PropertyValue.Map.Empty;

    public DescribedShape? Decode(string type, PropertyValue.Map map, UnknownSet unknown, IReadOnlyList<string?> places) =>
        find(type)?.Describe(map, unknown, places);
}

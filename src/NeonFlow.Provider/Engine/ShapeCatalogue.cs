using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

/// <summary>Codes shapes for the exchange between provider processes, by the registry's resources.</summary>
internal sealed class ShapeCatalogue(Func<string, IResource?> find) : IShapeCatalogue
{
    public PropertyValue.Map Encode(string type, DescribedShape described) =>
        find(type) is { } resource
            ? ShapeCodec.Encode(resource.Shape, described.Shape, p => !p.Value.HoldsSecrets && !described.Secrets.Contains(p.Name))
            : PropertyValue.Map.Empty;

    public DescribedShape? Decode(string type, PropertyValue.Map map, UnknownSet unknown, IReadOnlyList<string?> places) =>
        find(type)?.Describe(map, unknown, places);
}

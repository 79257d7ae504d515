using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.ProgramView;

/// <summary>Codes shapes for the exchange by their type token.</summary>
public interface IShapeCatalogue
{
    /// <summary>The shape without its secrets.</summary>
    PropertyValue.Map Encode(string type, DescribedShape described);

    /// <summary>The shape, and what its handler says of it; null where this version of the provider does not know the type.</summary>
    DescribedShape? Decode(string type, PropertyValue.Map map, UnknownSet unknown, IReadOnlyList<string?> places);
}

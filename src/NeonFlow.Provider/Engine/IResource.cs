using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

/// <summary>The verbs of one resource over property values: a typed handler behind its codec.</summary>
internal interface IResource
{
    ShapeInfo Shape { get; }

    /// <summary>
    /// The typed shape of a property map, with what its handler says of it. Of a state, what is required and absent is unknown.
    /// </summary>
    DescribedShape Describe(PropertyValue.Map map);

    /// <summary>As <see cref="Describe(PropertyValue.Map)"/>, where the unknowns and places are known from elsewhere.</summary>
    DescribedShape Describe(PropertyValue.Map map, UnknownSet unknown, IReadOnlyList<string?> places);

    CheckResult Check(Target target, PropertyValue.Map olds, PropertyValue.Map news);

    Differences Diff(
        Target target,
        string id,
        PropertyValue.Map oldInputs,
        PropertyValue.Map olds,
        PropertyValue.Map news,
        IReadOnlyCollection<string> ignored
    );

    Task<CreateResult> CreateAsync(Target target, PropertyValue.Map inputs, double timeout, bool preview);

    /// <summary>Null for a confirmed absence. Inputs and outputs are both empty for an import.</summary>
    Task<ReadResult?> ReadAsync(Target target, string id, PropertyValue.Map inputs, PropertyValue.Map outputs, double timeout);

    Task<UpdateResult> UpdateAsync(
        Target target,
        string id,
        PropertyValue.Map oldInputs,
        PropertyValue.Map olds,
        PropertyValue.Map news,
        double timeout,
        bool preview
    );

    Task DeleteAsync(Target target, string id, PropertyValue.Map oldInputs, PropertyValue.Map olds, double timeout);
}

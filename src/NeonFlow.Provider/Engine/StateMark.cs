using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

/// <summary>
/// Where marks stand in what the engine keeps: a resource's mark in its outputs, the instance in the inputs of its provider. The engine
/// prints neither, because of how their names begin, and no shape has them.
/// </summary>
internal static class StateMark
{
    /// <summary>Input of a provider.</summary>
    public const string InstanceKey = "__instance";

    private const string Key = "__mark";

    /// <summary>The mark that a state keeps; null where it keeps none.</summary>
    public static string? Of(PropertyValue.Map outputs) => outputs[Key]?.Plain is PropertyValue.Text { Value: var mark } ? mark : null;

    /// <summary>The outputs of a state, with the mark of the resource.</summary>
    public static PropertyValue.Map Add(PropertyValue.Map outputs, OwnershipMark mark) => Add(outputs, mark.Id);

    /// <summary>The outputs of a state, with what it keeps of a mark; null: nothing.</summary>
    public static PropertyValue.Map Add(PropertyValue.Map outputs, string? mark) =>
        mark is null ? outputs : new(new Dictionary<string, PropertyValue>(outputs.Entries, StringComparer.Ordinal) { [Key] = mark });

    /// <summary>The instance of a provider; empty where its inputs have none.</summary>
    public static string InstanceOf(PropertyValue.Map inputs) =>
        inputs[InstanceKey]?.Plain is PropertyValue.Text { Value: var instance } ? instance : "";

    /// <summary>
    /// The inputs of a provider with its instance: that of its state, else a new one. An up saves it before any resource is made, so that
    /// what a run left that was killed is known to be of this state.
    /// </summary>
    public static PropertyValue.Map AddInstance(PropertyValue.Map inputs, PropertyValue.Map olds) =>
        new(
            new Dictionary<string, PropertyValue>(inputs.Entries, StringComparer.Ordinal)
            {
                [InstanceKey] = InstanceOf(olds) is { Length: > 0 } saved ? saved : Guid.NewGuid().ToString("N"),
            }
        );
}

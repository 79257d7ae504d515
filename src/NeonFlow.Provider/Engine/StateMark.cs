using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

/// <summary>
/// Where marks stand in what the engine keeps: a resource's mark and whether it is watched in its outputs, the instance and whether the
/// program made the provider in the inputs of the provider. The engine prints none of them, because of how their names begin, and no shape
/// has them.
/// </summary>
internal static class StateMark
{
    /// <summary>Input of a provider.</summary>
    public const string InstanceKey = "__instance";

    /// <summary>Input of a provider: whether the program made it.</summary>
    public const string ExplicitKey = "__explicit";

    /// <summary>Output of a resource: whether the engine that saved it reads it before it plans.</summary>
    public const string WatchedKey = "__watched";

    private const string Key = "__mark";

    /// <summary>The mark that a state keeps; null where it keeps none.</summary>
    public static string? Of(PropertyValue.Map outputs) => outputs[Key]?.Plain is PropertyValue.Text { Value: var mark } ? mark : null;

    /// <summary>The outputs of a state, with the mark of the resource.</summary>
    public static PropertyValue.Map Add(PropertyValue.Map outputs, OwnershipMark mark) => Add(outputs, mark.Id);

    /// <summary>The outputs of a state, with what it keeps of a mark; null: nothing.</summary>
    public static PropertyValue.Map Add(PropertyValue.Map outputs, string? mark) => mark is null ? outputs : With(outputs, Key, mark);

    /// <summary>Whether a state says that the engine that saved it reads the resource before it plans.</summary>
    public static bool IsWatched(PropertyValue.Map outputs) => outputs[WatchedKey]?.Plain is PropertyValue.Bool { Value: true };

    /// <summary>The outputs of a state, which say whether the engine reads the resource before it plans.</summary>
    public static PropertyValue.Map Watched(PropertyValue.Map outputs, bool isWatched) =>
        isWatched == IsWatched(outputs) ? outputs : With(outputs, WatchedKey, isWatched ? true : null);

    /// <summary>The instance of a provider; empty where its inputs have none.</summary>
    public static string InstanceOf(PropertyValue.Map inputs) =>
        inputs[InstanceKey]?.Plain is PropertyValue.Text { Value: var instance } ? instance : "";

    /// <summary>
    /// The inputs of a provider with its instance: that of its state, else a new one. An up saves it before any resource is made, so that
    /// what a run left that was killed is known to be of this state.
    /// </summary>
    public static PropertyValue.Map AddInstance(PropertyValue.Map inputs, PropertyValue.Map olds) =>
        With(inputs, InstanceKey, InstanceOf(olds) is { Length: > 0 } saved ? saved : Guid.NewGuid().ToString("N"));

    /// <summary>
    /// The inputs of a provider, which say whether the program made it: engines before 3.154 do not name the provider that they configure.
    /// </summary>
    public static PropertyValue.Map AddExplicit(PropertyValue.Map inputs, bool isExplicit) =>
        With(inputs, ExplicitKey, isExplicit ? true : null);

    /// <summary>Whether inputs that were checked are those of a provider that the engine made by itself.</summary>
    public static bool IsDefault(PropertyValue.Map inputs) => InstanceOf(inputs).Length > 0 && !IsExplicit(inputs);

    /// <summary>Whether inputs that were checked are those of a provider that the program makes.</summary>
    public static bool IsExplicit(PropertyValue.Map inputs) => inputs[ExplicitKey]?.Plain is PropertyValue.Bool { Value: true };

    private static PropertyValue.Map With(PropertyValue.Map map, string key, PropertyValue? value)
    {
        var entries = new Dictionary<string, PropertyValue>(map.Entries, StringComparer.Ordinal);
        if (value is null)
        {
            entries.Remove(key);
        }
        else
        {
            entries[key] = value;
        }
        return new(entries);
    }
}

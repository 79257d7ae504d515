using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

/// <summary>A call of a verb.</summary>
/// <param name="Target">Who it is about.</param>
/// <param name="Inputs">Inputs that a partial state is saved with.</param>
/// <param name="Maps">All property maps of the call: their secrets are redacted.</param>
internal sealed record VerbCall(Target Target, PropertyValue.Map Inputs, IReadOnlyList<PropertyValue.Map> Maps)
{
    /// <summary>What the state keeps of the resource's mark; null: there is no state, or it keeps none.</summary>
    public string? Mark { get; init; }

    /// <summary>Time limit in seconds; 0: none.</summary>
    public double Timeout { get; init; }

    /// <summary>Whether nothing may be written.</summary>
    public bool IsPreview { get; init; }

    /// <summary>Whether something is made, changed or taken away.</summary>
    public bool IsChange { get; init; }

    /// <summary>What a check says of the inputs; asked where a verb fails of something that no handler foresaw.</summary>
    public Func<IReadOnlyList<Diagnostic>>? Recheck { get; init; }
}

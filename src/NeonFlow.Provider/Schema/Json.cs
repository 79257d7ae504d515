namespace NeonFlow.Provider.Schema;

/// <summary>
/// Free JSON: a value whose structure no shape knows, such as a connector's configuration. Secrets inside keep their marks.
/// </summary>
/// <param name="Value">The value; in a preview it may hold unknowns.</param>
public sealed record Json(PropertyValue Value)
{
    /// <summary>The kind of value only: a secret may be inside.</summary>
    public override string ToString() => $"[{Value.Plain.GetType().Name}]";
}

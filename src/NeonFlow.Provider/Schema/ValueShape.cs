namespace NeonFlow.Provider.Schema;

/// <summary>Type of a value: what derives into schema, codec and diff.</summary>
public sealed record ValueShape(ValueKind Kind, Type Clr)
{
    /// <summary>Whether the value itself must not be printed.</summary>
    public bool Secret { get; init; }

    /// <summary>Element of a list or map.</summary>
    public ValueShape? Element { get; init; }

    /// <summary>Nested record or enum.</summary>
    internal NestedAttribute? Nested { get; init; }

    /// <summary>Parses a type that is text on the wire.</summary>
    internal ScalarAttribute? Scalar { get; init; }

    /// <summary>Shape of a nested record.</summary>
    public ShapeInfo? Object => Nested?.Shape;

    /// <summary>Whether the value is a secret or may hold one.</summary>
    internal bool HoldsSecrets => Secret || Kind == ValueKind.Any || Element?.HoldsSecrets == true || Object?.HoldsSecrets == true;
}

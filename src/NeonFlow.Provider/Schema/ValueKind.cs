namespace NeonFlow.Provider.Schema;

/// <summary>How a property's value is written on the wire.</summary>
public enum ValueKind
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>Truth value.</summary>
    Bool,

    /// <summary>Whole number.</summary>
    Integer,

    /// <summary>Number.</summary>
    Number,

    /// <summary>Enum, by its wire text.</summary>
    Enum,

    /// <summary>Nested record.</summary>
    Object,

    /// <summary>List of <c>Element</c>.</summary>
    List,

    /// <summary>Free JSON (<see cref="Json"/>).</summary>
    Any,

    /// <summary>Map of text to <c>Element</c>.</summary>
    Map,
}

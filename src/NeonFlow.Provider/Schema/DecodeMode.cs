namespace NeonFlow.Provider.Schema;

/// <summary>How strict decoding is.</summary>
public enum DecodeMode
{
    /// <summary>Inputs of a program: missing, unknown and ill-typed ones are errors.</summary>
    Inputs,

    /// <summary>State of this or an older version: what does not fit is left out.</summary>
    State,

    /// <summary>Provider settings: numbers and truth values also come as JSON text.</summary>
    Settings,
}

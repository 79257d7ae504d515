namespace NeonFlow.Provider.Schema;

/// <summary>The text that stands for an enum member on the wire; without it the member's name in camel case.</summary>
/// <param name="text">Wire text.</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class WireNameAttribute(string text) : Attribute
{
    /// <summary>Wire text.</summary>
    public string Text { get; } = text;
}

namespace NeonFlow.Testing.Engine;

/// <summary>How far a provider is bound to a proposed name.</summary>
internal enum AutonamingMode
{
    Propose,
    Enforce,
    Disabled,
}

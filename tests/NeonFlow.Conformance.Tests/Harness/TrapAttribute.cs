namespace NeonFlow.Harness;

/// <summary>
/// Marks a test that fails when one of the eighteen traps of the Pulumi engine is opened again; docs/engine-traps.md lists them, and a test
/// about the code base compares the page with these marks.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class TrapAttribute(int number) : Attribute
{
    /// <summary>Number of the trap.</summary>
    public int Number { get; } = number;
}

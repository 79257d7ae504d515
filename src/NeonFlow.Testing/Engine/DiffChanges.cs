namespace NeonFlow.Testing.Engine;

internal enum DiffChanges
{
    Unknown,
    None,
    Some,
}

namespace NeonFlow.Testing.Neon;

/// <summary>An answer other than success.</summary>
internal sealed class NeonRefusal(int status, string message, string code = "") : Exception(message)
{
    internal const string Busy = "project already has running conflicting operations, scheduling of new ones is prohibited";

    internal int Status { get; } = status;

    internal string Code { get; } = code;
}

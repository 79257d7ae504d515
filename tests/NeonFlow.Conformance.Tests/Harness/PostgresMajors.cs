using NeonFlow.Testing.Postgres;

namespace NeonFlow.Harness;

/// <summary>Major versions of PostgreSQL that tests run on.</summary>
internal static class PostgresMajors
{
    private const string Variable = "NEONFLOW_MAJORS";

    /// <summary>Every major version that is supported.</summary>
    public static IReadOnlyList<int> Supported { get; } = [14, 15, 16, 17, 18];

    /// <summary>Those that are on this machine, or of them those that <c>NEONFLOW_MAJORS</c> lists, separated by blanks.</summary>
    public static IReadOnlyList<int> Here { get; } = [.. Asked().Where(static m => PostgresBinaries.FindMajor(m) is not null)];

    private static IEnumerable<int> Asked() =>
        Environment.GetEnvironmentVariable(Variable)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } asked
            ? Supported.Where(m => asked.Contains($"{m}"))
            : Supported;
}

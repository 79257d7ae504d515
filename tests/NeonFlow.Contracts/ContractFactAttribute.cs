using System.Runtime.CompilerServices;
using Xunit;

namespace NeonFlow.Contracts;

/// <summary>A test that needs contract files; where one is absent it is reported as skipped, by name.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ContractFactAttribute : FactAttribute
{
    /// <param name="file">A file below the contracts folder.</param>
    /// <param name="another">One more.</param>
    /// <param name="source">Where the test stands, filled in by the compiler.</param>
    /// <param name="line">Where the test stands, filled in by the compiler.</param>
    public ContractFactAttribute(
        string file,
        string? another = null,
        [CallerFilePath] string? source = null,
        [CallerLineNumber] int line = -1
    )
        : base(source, line)
    {
        var absent = new[] { file, another }.Where(static f => f is not null && ContractFiles.Find(f) is null).ToList();
        if (absent.Count > 0)
        {
            Skip =
                $"contract files absent: {string.Join(", ", absent)} (looked in {ContractFiles.Folder}; NEONFLOW_CONTRACTS names another "
                + "folder)";
        }
    }
}

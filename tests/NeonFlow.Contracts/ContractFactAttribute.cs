using Xunit;

namespace NeonFlow.Contracts;

/// <summary>A test that needs contract files; where one is absent it is reported as skipped, by name.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ContractFactAttribute : FactAttribute
{
    /// <param name="files">Files below the contracts folder.</param>
    public ContractFactAttribute(params string[] files)
    {
        var absent = files.Where(file => ContractFiles.Find(file) is null).ToList();
        if (absent.Count > 0)
        {
            Skip =
                $"contract files absent: {string.Join(", ", absent)} (looked in {ContractFiles.Folder}; NEONFLOW_CONTRACTS names another "
                + "folder)";
        }
    }
}

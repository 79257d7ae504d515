using System.Runtime.CompilerServices;
using NeonFlow.Harness;

namespace NeonFlow.Functional.Tests;

/// <summary>A test of the published executable; without one it is reported as skipped, by name.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NativeFactAttribute : FactAttribute
{
    public NativeFactAttribute([CallerFilePath] string? source = null, [CallerLineNumber] int line = -1)
        : base(source, line)
    {
        if (ProviderUnderTest.Executable.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
        {
            Skip = "NEONFLOW_PROVIDER names no native executable; test.sh publishes one";
        }
    }
}

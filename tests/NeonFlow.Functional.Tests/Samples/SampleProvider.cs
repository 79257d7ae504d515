using NeonFlow.Harness;

namespace NeonFlow.Functional.Tests.Samples;

/// <summary>A sample names no provider: it finds the one under test as a user's does.</summary>
internal static class SampleProvider
{
    [System.Runtime.CompilerServices.ModuleInitializer]
    internal static void Name() => Environment.SetEnvironmentVariable("NEONFLOW_PROVIDER", ProviderUnderTest.Executable);
}

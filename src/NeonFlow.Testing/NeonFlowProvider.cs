using NeonFlow.Testing.Engine;

namespace NeonFlow.Testing;

/// <summary>NeonFlow's own provider, for the test engine.</summary>
internal static class NeonFlowProvider
{
    /// <summary>Where its executable is, and how people get it.</summary>
    public static readonly KnownProvider Known = new(
        "neonflow",
        "NEONFLOW_PROVIDER",
        "dotnet tool install --global NeonFlow.Pulumi.Provider   # its folder, ~/.dotnet/tools, must be on PATH; or name the executable: "
            + "NEONFLOW_PROVIDER=<path>, or `plugins` in Pulumi.yaml"
    );
}

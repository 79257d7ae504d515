namespace NeonFlow.Harness;

/// <summary>What a program with our package is compiled against.</summary>
internal static class ProgramAssemblies
{
    /// <summary>Those of the platform, and the package and Pulumi's as the example was built with them.</summary>
    public static IEnumerable<string> Files()
    {
        var program = Checkout.File(
            "examples",
            "Quickstart",
            "bin",
            AppContext.BaseDirectory.Contains("Release", StringComparison.Ordinal) ? "Release" : "Debug",
            "net10.0"
        );
        return ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Concat([Path.Combine(program, "NeonFlow.Pulumi.dll"), Path.Combine(program, "Pulumi.dll")])
            .DistinctBy(Path.GetFileName)!;
    }
}

using System.Diagnostics;
using System.Text.RegularExpressions;
using NeonFlow.Harness;

namespace NeonFlow.Functional.Tests;

/// <summary>What every operation pays twice: the start, up to the port line.</summary>
public sealed partial class StartTests
{
    // A managed process maps an assembly when code that needs it is first compiled; so what is mapped at the port line is what came before
    // it. The native executable runs the same code.
    private static readonly string[] CanComeLater =
    [
        "Google.Protobuf",
        "Grpc.Core.Api",
        "NeonFlow.Http",
        "NeonFlow.Neon",
        "NeonFlow.Postgres",
        "NeonFlow.Estuary",
        "Npgsql",
        "Polly.Core",
        "Refit",
        "YamlDotNet",
        "System.Net.Http",
        "System.Net.Security",
        "System.Security.Cryptography",
        "System.Text.RegularExpressions",
        "System.Linq.Expressions",
        "Microsoft.Extensions.DependencyInjection",
        "Microsoft.Extensions.Hosting",
        "Microsoft.Extensions.Configuration",
        "Microsoft.AspNetCore",
        "Microsoft.AspNetCore.Routing",
        "Microsoft.AspNetCore.Http",
    ];

    [Fact]
    public void Nothing_that_can_come_later_comes_before_the_port_line()
    {
        var mapped = MappedAtThePortLine();
        Assert.Contains("pulumi-resource-neonflow", mapped);
        Assert.Empty(mapped.Intersect(CanComeLater));
    }

    private static HashSet<string> MappedAtThePortLine()
    {
        var start = new ProcessStartInfo("dotnet", [ProviderUnderTest.Built()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        try
        {
            Assert.Matches(@"^\d+$", process.StandardOutput.ReadLine());
            return
            [
                .. File.ReadLines($"/proc/{process.Id}/maps")
                    .Select(static line => Assembly().Match(line))
                    .Where(static m => m.Success)
                    .Select(static m => m.Groups[1].Value),
            ];
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
    }

    [GeneratedRegex(@"/([^/]+)\.dll$")]
    private static partial Regex Assembly();
}

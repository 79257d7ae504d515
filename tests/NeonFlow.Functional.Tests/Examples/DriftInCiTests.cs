using System.Diagnostics;
using NeonFlow.Harness;

namespace NeonFlow.Functional.Tests.Examples;

/// <summary>The alarm of the example, run as its workflow runs it, with <c>neonflow</c> as the command line.</summary>
[Trait("Category", "long")]
public sealed class DriftInCiTests
{
    [Fact]
    public async Task The_alarm_tells_by_its_exit_code_what_differs_and_why()
    {
        await using var shop = await ProjectCloud.ShopAsync(
            "CREATE TABLE public.orders (id int PRIMARY KEY); CREATE TABLE public.customers (id int PRIMARY KEY);"
        );
        var program = Path.Combine(shop.Folder, "program");
        Copy(Checkout.File("examples", "DriftInCi"), program);
        var command = Script(shop.Folder, $"exec dotnet '{Checkout.Built("NeonFlow.Cli", "neonflow.dll")}' \"$@\"");
        var environment = new Dictionary<string, string>(shop.Cloud.Environment)
        {
            ["PULUMI"] = command,
            ["PULUMI_CONFIG_PASSPHRASE"] = "stack",
            ["NEONFLOW_PROVIDER"] = ProviderUnderTest.Executable,
        };
        Task<(int Code, string Said)> Run(string file, params string[] arguments) =>
            RunAsync(program, environment, file, [.. arguments, "--stack", "prod"]);
        async Task UpAsync(params string[] arguments)
        {
            var (code, said) = await Run(command, ["up", "--skip-preview", .. arguments]);
            Assert.True(code == 0, said);
        }
        async Task<string> AlarmAsync(int expected, string verdict)
        {
            var (code, said) = await Run("bash", "drift.sh");
            Assert.True(code == expected, said);
            Assert.Contains(verdict, said, StringComparison.Ordinal);
            return said;
        }

        await UpAsync("-c", $"projectId={shop.Project.Id}");
        await AlarmAsync(0, "drift: none");

        await shop.Project.ExecuteAsOwnerAsync("REVOKE SELECT ON orders FROM estuary_orders", "shop");
        var alarm = await AlarmAsync(7, "drift: what is deployed was changed by somebody else");
        PageOutput.IsPrinted("DriftInCi", alarm);
        await UpAsync();

        var (set, said) = await Run(command, "config", "set", "tables", """["public.orders", "public.customers"]""");
        Assert.True(set == 0, said);
        await AlarmAsync(7, "drift: the program differs from what is deployed");

        environment.Remove("NEON_API_KEY");
        await AlarmAsync(1, "drift: not known");
    }

    [Fact]
    public async Task A_command_line_that_has_one_code_for_both_is_told_as_such()
    {
        var folder = Directory.CreateTempSubdirectory("neonflow-drift-");
        var command = Script(folder.FullName, "[ \"$1\" = config ] || exit 255");
        var environment = new Dictionary<string, string> { ["PULUMI"] = command };
        var (code, said) = await RunAsync(folder.FullName, environment, "bash", [Checkout.File("examples", "DriftInCi", "drift.sh")]);
        Assert.Equal(255, code);
        Assert.Equal("drift: something differs, or it could not be looked at; an older CLI does not say which\n", said);
        folder.Delete(recursive: true);
    }

    private static string Script(string folder, string line)
    {
        var file = Path.Combine(folder, "command");
        File.WriteAllText(file, $"#!/bin/sh\n{line}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return file;
    }

    private static async Task<(int Code, string Said)> RunAsync(
        string folder,
        Dictionary<string, string> environment,
        string file,
        string[] arguments
    )
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await said + await errors);
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}

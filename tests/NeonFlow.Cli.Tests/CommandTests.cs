using System.Diagnostics;
using System.Text.Json.Nodes;

namespace NeonFlow.Cli.Tests;

/// <summary>The command line as a process.</summary>
public sealed class CommandTests
{
    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string input, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var arg in args.Prepend(Executable()))
        {
            start.ArgumentList.Add(arg);
        }

        start.Environment["FLOW_RUNTIME_CODEC"] = "json";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    private static string Executable()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "NeonFlow.Pulumi.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("these tests run in a checkout");
        }

        var configuration = AppContext.BaseDirectory.Contains("Release", StringComparison.Ordinal) ? "Release" : "Debug";
        return Path.Combine(folder.FullName, "src", "NeonFlow.Cli", "bin", configuration, "net10.0", "neonflow.dll");
    }

    [Fact]
    public async Task The_connector_speaks_the_capture_protocol_on_standard_streams()
    {
        var said = await RunAsync("""{"spec":{"connectorType":"IMAGE","config":{}}}""" + "\n", "connector", "source-postgres");
        Assert.Equal(0, said.ExitCode);
        var spec = JsonNode.Parse(Assert.Single(said.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)))!["spec"]!;
        Assert.Equal(3032023, (int)spec["protocol"]!);
        Assert.Equal(["/namespace", "/stream"], spec["resourcePathPointers"]!.AsArray().Select(static p => (string)p!));
    }

    [Fact]
    public async Task A_failing_request_ends_the_connector_with_its_reason_and_never_the_password()
    {
        const string Request = """{"discover":{"connectorType":"IMAGE","config":{"address":"127.0.0.1:1","database":"shop","user":"u","credentials":{"auth_type":"UserPassword","password":"hush-hush"}}}}""";
        var said = await RunAsync(Request + "\n", "connector", "source-postgres");
        Assert.Equal(1, said.ExitCode);
        Assert.Contains("connection refused", said.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hush-hush", said.Output + said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_a_program_is_explained()
    {
        var folder = Directory.CreateTempSubdirectory("neonflow-cli-").FullName;
        try
        {
            var said = await RunAsync("", "preview", folder);
            Assert.Equal(1, said.ExitCode);
            Assert.Contains("no Pulumi.yaml", said.Error, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_config_value_without_key_is_explained_and_a_secret_one_is_not_shown()
    {
        var said = await RunAsync("", "preview", Path.GetTempPath(), "--secret", "hush-hush");
        Assert.Equal(1, said.ExitCode);
        Assert.Contains("key=value", said.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hush-hush", said.Output + said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Postgres_says_where_the_server_programs_are()
    {
        var said = await RunAsync("", "postgres");
        Assert.Equal(0, said.ExitCode);
        Assert.Matches(@"PostgreSQL \d+[.\d]*: /", said.Output);
    }
}

using System.Text.Json.Nodes;

namespace NeonFlow.Cli.Tests;

/// <summary>The command line as a process.</summary>
public sealed class CommandTests
{
    [Fact]
    public async Task The_connector_speaks_the_capture_protocol_on_standard_streams()
    {
        var said = await CommandLine.RunAsync("""{"spec":{"connectorType":"IMAGE","config":{}}}""" + "\n", "connector", "source-postgres");
        Assert.Equal(0, said.ExitCode);
        var spec = JsonNode.Parse(Assert.Single(said.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)))!["spec"]!;
        Assert.Equal(3032023, (int)spec["protocol"]!);
        Assert.Equal(["/namespace", "/stream"], spec["resourcePathPointers"]!.AsArray().Select(static p => (string)p!));
    }

    [Fact]
    public async Task A_failing_request_ends_the_connector_with_its_reason_and_never_the_password()
    {
        const string Request =
            """{"discover":{"connectorType":"IMAGE","config":{"address":"127.0.0.1:1","database":"shop","user":"u","""
            + """ "credentials":{"auth_type":"UserPassword","password":"hush-hush"}}}}""";
        var said = await CommandLine.RunAsync(Request + "\n", "connector", "source-postgres");
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
            var said = await CommandLine.RunAsync("", "preview", folder);
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
        var said = await CommandLine.RunAsync("", "preview", Path.GetTempPath(), "--secret", "hush-hush");
        Assert.Equal(1, said.ExitCode);
        Assert.Contains("key=value", said.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hush-hush", said.Output + said.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("local")]
    [InlineData("postgres")]
    public async Task A_server_that_is_not_there_is_explained_without_a_stack_trace(string command)
    {
        var said = await CommandLine.RunAsync("", new Dictionary<string, string> { ["NEONFLOW_PG_BIN"] = "/nonexistent" }, command);
        Assert.Equal(1, said.ExitCode);
        Assert.StartsWith("error: NEONFLOW_PG_BIN is /nonexistent", said.Error, StringComparison.Ordinal);
        Assert.Single(said.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Postgres_says_where_the_server_programs_are()
    {
        var said = await CommandLine.RunAsync("", "postgres");
        Assert.Equal(0, said.ExitCode);
        Assert.Matches(@"PostgreSQL \d+[.\d]*: /", said.Output);
    }
}

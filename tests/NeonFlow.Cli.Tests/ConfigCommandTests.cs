namespace NeonFlow.Cli.Tests;

/// <summary>Config values are remembered per stack, and texts name the commands that the user has.</summary>
public sealed class ConfigCommandTests : IDisposable
{
    private static readonly Dictionary<string, string> Chosen = new() { ["PULUMI_CONFIG_PASSPHRASE"] = "chosen" };

    private readonly string _folder = Directory.CreateTempSubdirectory("neonflow-cli-").FullName;

    public ConfigCommandTests()
    {
        var path = Path.Combine(_folder, "program");
        File.WriteAllText(path, "#!/bin/sh\necho \"config $PULUMI_CONFIG\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        File.WriteAllText(Path.Combine(_folder, "Pulumi.yaml"), "name: shop\nruntime:\n  name: dotnet\n  options:\n    binary: program\n");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_value_that_was_given_once_is_there_again()
    {
        await RunAsync("preview", _folder, "-c", "tables=[\"a\"]", "--secret", "neonflow:neonApiKey=hush-hush", "-s", "prod");
        var saved = await File.ReadAllTextAsync(Path.Combine(_folder, "Pulumi.prod.yaml"));
        Assert.Contains("shop:tables:", saved, StringComparison.Ordinal);
        Assert.DoesNotContain("hush-hush", saved, StringComparison.Ordinal);

        var again = await RunAsync("up", _folder, "--yes", "--skip-preview", "--stack", "prod");
        Assert.Contains("""shop:tables":"[\"a\"]""" + "\"", again, StringComparison.Ordinal);
        Assert.Contains("""neonflow:neonApiKey":"[secret]""", again, StringComparison.Ordinal);
        Assert.DoesNotContain("hush-hush", again, StringComparison.Ordinal);
        Assert.Contains("config {}", await RunAsync("up", _folder, "-y", "--skip-preview"), StringComparison.Ordinal);
        Assert.Equal("*\n", await File.ReadAllTextAsync(Path.Combine(_folder, ".neonflow", ".gitignore")));
    }

    [Fact]
    public async Task Values_are_set_listed_and_removed()
    {
        await RunAsync("config", "set", "--cwd", _folder, "prefix", "acmeCo/shop");
        var piped = await CommandLine.RunAsync("hush-hush\n", Chosen, "config", "set", "-C", _folder, "--secret", "neonflow:neonApiKey");
        Assert.Equal((0, "", ""), piped);
        Assert.Equal("neonflow:neonApiKey  [secret]\nshop:prefix  acmeCo/shop\n", await RunAsync("config", "--cwd", _folder));
        await RunAsync("config", "rm", "-C", _folder, "prefix");
        Assert.Equal("neonflow:neonApiKey  [secret]\n", await RunAsync("config", "-C", _folder));
        var gone = await CommandLine.RunAsync("", "config", "rm", "-C", _folder, "prefix");
        Assert.Equal((1, "", "error: the stack has no config value prefix\n"), gone);
    }

    [Theory]
    [InlineData("config", "set", "--secret", "neonflow:neonApiKey", "hush-hush")]
    [InlineData("preview", "--secret", "neonflow:neonApiKey=hush-hush")]
    public async Task A_secret_is_kept_only_with_a_passphrase_that_somebody_chose(params string[] command)
    {
        string[] where = command[0] == "config" ? ["-C", _folder] : [_folder];
        string[] all = [.. command, .. where];
        var refused = await CommandLine.RunAsync("", all);
        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.Contains("PULUMI_CONFIG_PASSPHRASE is not set", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "Pulumi.dev.yaml")));

        var chosenEmpty = new Dictionary<string, string> { ["PULUMI_CONFIG_PASSPHRASE"] = "" };
        Assert.Equal(0, (await CommandLine.RunAsync("", chosenEmpty, all)).ExitCode);
        var saved = await File.ReadAllTextAsync(Path.Combine(_folder, "Pulumi.dev.yaml"));
        Assert.Contains("secure:", saved, StringComparison.Ordinal);
        Assert.DoesNotContain("hush-hush", saved, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hint_of_destroy_runs_as_printed()
    {
        await RunAsync("up", _folder, "--skip-preview");
        var destroyed = await RunAsync("destroy", _folder, "--yes");
        var hint = destroyed.Split('`')[1];
        Assert.StartsWith("neonflow stack rm --cwd ", hint, StringComparison.Ordinal);
        Assert.EndsWith(" dev", hint, StringComparison.Ordinal);
        Assert.Equal("Stack 'dev' has been removed!\n", await RunAsync([.. hint.Split(' ')[1..]]));
        Assert.Equal((1, "", "error: no stack named 'dev' found\n"), await CommandLine.RunAsync("", "stack", "rm", "-C", _folder));
    }

    [Fact]
    public async Task A_resource_that_the_state_does_not_know_is_said()
    {
        var said = await CommandLine.RunAsync("", "state", "delete", "urn:pulumi:dev::shop::a:b:C::lost", "-C", _folder);
        Assert.Equal(1, said.ExitCode);
        Assert.Contains("No such resource", said.Error, StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(params string[] args)
    {
        var (exitCode, output, error) = await CommandLine.RunAsync("", Chosen, args);
        Assert.Equal((0, ""), (exitCode, error));
        return output;
    }
}

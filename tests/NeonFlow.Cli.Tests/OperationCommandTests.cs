using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NeonFlow.Harness;

namespace NeonFlow.Cli.Tests;

/// <summary>The operations of the command line, on a program that wants nothing.</summary>
public sealed partial class OperationCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("neonflow-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Previewing update (dev):", "preview", "--diff", "--refresh", "--expect-no-changes", "--parallel", "1")]
    [InlineData("Updating (dev):", "up", "--diff", "--refresh", "--continue-on-error", "--expect-no-changes")]
    [InlineData("Updating (dev):", "up", "--refresh=false", "--skip-preview")]
    [InlineData("Refreshing (dev):", "refresh", "--run-program", "--clear-pending-creates", "--expect-no-changes")]
    [InlineData("Previewing refresh (dev):", "refresh", "--preview-only", "--diff")]
    [InlineData("Destroying (dev):", "destroy", "--refresh", "--continue-on-error")]
    [InlineData("Previewing destroy (dev):", "destroy", "--preview-only")]
    public async Task Flags_of_the_pulumi_CLI_are_known(string headline, string command, params string[] flags)
    {
        Program("exit 0");
        var said = await CommandLine.RunAsync("", [command, _folder, .. flags]);
        Assert.Equal("", said.Error);
        Assert.Equal(0, said.ExitCode);
        Assert.Contains(headline, said.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("preview", "--continue-on-error")]
    [InlineData("up", "--run-program")]
    [InlineData("refresh", "--skip-preview")]
    [InlineData("cancel", "--diff")]
    public async Task A_flag_that_means_nothing_to_a_command_is_refused(string command, string flag)
    {
        Program("exit 0");
        var said = await CommandLine.RunAsync("", command, _folder, flag);
        Assert.Equal(1, said.ExitCode);
        Assert.Contains(flag, said.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("preview")]
    [InlineData("up")]
    [InlineData("refresh")]
    [InlineData("destroy")]
    [InlineData("cancel")]
    public async Task The_README_lists_the_flags_of_a_command(string command)
    {
        var listed = File.ReadLines(Checkout.File("README.md"))
            .Select(static line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells is [_, var commands, _, _] && commands.Contains($"`{command}`", StringComparison.Ordinal))
            .SelectMany(static cells => Flag().Matches(cells[2]))
            .Select(static flag => flag.Value);
        var help = (await CommandLine.RunAsync("", command, "--help")).Output;
        var known = help[help.IndexOf("Options:", StringComparison.Ordinal)..]
            .Split('\n')
            .Where(static line => line.StartsWith("  -", StringComparison.Ordinal) && !line.Contains("--help", StringComparison.Ordinal))
            .SelectMany(static line => Flag().Matches(line.TrimStart().Split("  ")[0]))
            .Select(static flag => flag.Value);
        Assert.Equal(known.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("preview", "--target", "urn:pulumi:dev::empty::a:b:C::lost", "--target-dependents")]
    [InlineData("up", "--replace", "urn:pulumi:dev::empty::a:b:C::lost", "--exclude-dependents")]
    [InlineData("destroy", "-t", "urn:pulumi:dev::empty::a:b:C::lost", "--target-dependents")]
    public async Task Resources_that_are_named_reach_the_engine(string command, string flag, string urn, string more)
    {
        Program("exit 0");
        var said = await CommandLine.RunAsync("", command, _folder, flag, urn, more);
        Assert.NotEqual(0, said.ExitCode);
        Assert.Contains($"Target '{urn}' could not be found in the stack.", said.Output + said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_beside_what_is_excluded_is_refused()
    {
        Program("exit 0");
        const string urn = "urn:pulumi:dev::empty::a:b:C::lost";
        var said = await CommandLine.RunAsync("", "up", _folder, "--target", urn, "--exclude", urn);
        Assert.NotEqual(0, said.ExitCode);
        Assert.Contains("[exclude target] were all set", said.Output + said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preview_is_one_JSON_document_on_request()
    {
        Program("exit 0");
        var said = await CommandLine.RunAsync("", "preview", _folder, "--json");
        Assert.Equal(0, said.ExitCode);
        Assert.NotNull(JsonNode.Parse(said.Output)!["changeSummary"]);
    }

    [Fact]
    public async Task A_program_that_fails_fails_the_operation()
    {
        Program("echo 'it broke' >&2; exit 3");
        var said = await CommandLine.RunAsync("", "up", _folder, "--skip-preview");
        Assert.Equal(1, said.ExitCode);
        Assert.Contains("it broke", said.Output, StringComparison.Ordinal);
        Assert.Contains("Program exited with non-zero exit code: 3", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "long")]
    public async Task A_program_without_a_binary_is_built_from_its_source_before_each_run()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "Pulumi.yaml"), "name: shop\nruntime: dotnet\n");
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "shop.csproj"),
            """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
            </Project>
            """
        );
        var source = Path.Combine(_folder, "Program.cs");
        await File.WriteAllTextAsync(source, """System.Console.Error.WriteLine("said first"); return 3;""");
        var first = (await CommandLine.RunAsync("", "up", _folder, "--skip-preview")).Output;
        Assert.Contains("building the program", first, StringComparison.Ordinal);
        Assert.Contains("said first", first, StringComparison.Ordinal);

        await File.WriteAllTextAsync(source, """System.Console.Error.WriteLine("said later"); return 3;""");
        Assert.Contains("said later", (await CommandLine.RunAsync("", "up", _folder, "--skip-preview")).Output, StringComparison.Ordinal);

        await File.WriteAllTextAsync(source, "return tree;");
        var broken = await CommandLine.RunAsync("", "up", _folder, "--skip-preview");
        Assert.Equal(1, broken.ExitCode);
        Assert.Contains("does not build", broken.Output + broken.Error, StringComparison.Ordinal);
        Assert.Contains("Program.cs(1,8): error CS0103", broken.Output + broken.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_lock_of_a_killed_engine_is_named_and_taken_away_by_cancel()
    {
        Program("exit 0");
        var locks = Directory
            .CreateDirectory(Path.Combine(_folder, ".neonflow", ".pulumi", "locks", "organization", "shop", "dev"))
            .FullName;
        await File.WriteAllTextAsync(Path.Combine(locks, "dead.json"), """{"pid":1,"username":"u","hostname":"h","timestamp":"t"}""");

        var refused = await CommandLine.RunAsync("", "up", _folder, "--skip-preview");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("currently locked by 1 lock(s)", refused.Error, StringComparison.Ordinal);
        Assert.Contains("dead.json", refused.Error, StringComparison.Ordinal);
        Assert.Contains(
            $"`neonflow cancel {Path.GetRelativePath(Environment.CurrentDirectory, _folder)}`",
            refused.Error,
            StringComparison.Ordinal
        );

        var cancelled = await CommandLine.RunAsync("", "cancel", _folder);
        Assert.Equal((0, "The currently running update for 'dev' has been canceled!\n", ""), cancelled);
        Assert.Equal(
            (0, "Nothing to cancel: no update of 'dev' is running, and none that was killed left its lock behind.\n", ""),
            await CommandLine.RunAsync("", "cancel", _folder)
        );
        Assert.Equal(0, (await CommandLine.RunAsync("", "up", _folder, "--skip-preview")).ExitCode);
    }

    [Theory]
    [InlineData("xterm", "", true, true)]
    [InlineData("xterm", "1", true, false)]
    [InlineData("dumb", "", false, false)]
    public async Task A_terminal_gets_redrawn_rows_and_colour_unless_it_or_its_user_wants_none(
        string term,
        string noColor,
        bool redrawn,
        bool coloured
    )
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        Program("exit 0");
        // `script` gives a command a terminal of its own.
        var start = new ProcessStartInfo(
            "script",
            ["-qec", $"dotnet '{Checkout.Built("NeonFlow.Cli", "neonflow.dll")}' preview '{_folder}'", "/dev/null"]
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        (start.Environment["TERM"], start.Environment["NO_COLOR"]) = (term, noColor);
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, said);
        Assert.Contains("Previewing update (dev)", Escapes().Replace(said, ""), StringComparison.Ordinal);
        Assert.Equal(
            (redrawn, coloured),
            (
                Escapes().Matches(said).Any(static m => !m.Value.EndsWith('m')),
                Escapes().Matches(said).Any(static m => m.Value.EndsWith('m'))
            )
        );
    }

    [Fact]
    public async Task A_signal_ends_an_operation_in_order()
    {
        var started = Path.Combine(_folder, "started");
        Program($"echo >'{started}'; exec sleep 600");
        using var running = CommandLine.Start("up", _folder, "--skip-preview");
        var output = running.StandardOutput.ReadToEndAsync();
        var error = running.StandardError.ReadToEndAsync();
        for (var waits = 0; waits < 1200 && !File.Exists(started); waits++)
        {
            await Task.Delay(100);
        }

        using (var kill = Process.Start("kill", ["-TERM", $"{running.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        await running.WaitForExitAsync();
        Assert.Equal("", await error);
        var said = await output;
        Assert.Contains("cancelling. If you would like to terminate immediately", said, StringComparison.Ordinal);
        Assert.Contains("error: update canceled", said, StringComparison.Ordinal);
        var program = Path.GetRelativePath(Environment.CurrentDirectory, _folder);
        Assert.EndsWith(
            $"What was done so far is in the state: `neonflow up {program}` goes on from there, `neonflow destroy {program}` takes it "
                + "away.\n",
            said,
            StringComparison.Ordinal
        );
        Assert.Equal(1, running.ExitCode);
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder, ".neonflow", ".pulumi", "locks"), "*.json", SearchOption.AllDirectories));
    }

    [GeneratedRegex(@"\x1b\[[0-9;?]*[A-Za-z]")]
    private static partial Regex Escapes();

    [GeneratedRegex(@"(?<![\w-])--?[a-z][a-z-]*")]
    private static partial Regex Flag();

    private void Program(string script)
    {
        var path = Path.Combine(_folder, "program");
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        File.WriteAllText(Path.Combine(_folder, "Pulumi.yaml"), "name: shop\nruntime:\n  name: dotnet\n  options:\n    binary: program\n");
    }
}

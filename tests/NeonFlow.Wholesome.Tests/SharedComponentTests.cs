using System.Text.Json.Nodes;
using NeonFlow.Harness;

namespace NeonFlow.Wholesome.Tests;

/// <summary>The component of the example, packed, and a program in another folder that has it as a package.</summary>
[Trait("Category", "long")]
public sealed class SharedComponentTests(PackedProjects packed)
{
    private const string Example = "examples/SharedComponent";

    [Fact]
    public async Task Every_command_of_the_page_does_what_the_page_says()
    {
        using var machine = new UserMachine();
        await machine.PrepareAsync(("acme", "Acme.*"));
        var (platform, billing) = (machine.Folder("platform"), machine.Folder("billing"));
        var packages = await packed.FolderAsync("src/NeonFlow.Pulumi");
        // The tests run on what was built before, so pack takes that.
        await Packing.PackAsync($"{Example}/Acme.Pipelines", Path.Combine(platform, "packages"));
        var command = Path.Combine(machine.Folder("bin"), "neonflow");
        await File.WriteAllTextAsync(command, $"#!/bin/sh\nexec dotnet '{Checkout.Built("NeonFlow.Cli", "neonflow.dll")}' \"$@\"\n");

        var page = Repository.Read($"{Example}/README.md");
        var blocks = Blocks.Commands(page);
        var said = await machine.RunAsync([
            $"chmod +x '{command}'; export PATH=\"{machine.Folder("bin")}:$PATH\"",
            $"dotnet nuget add source '{packages}' --name neonflow",
            $"cd '{platform}'",
            .. blocks[0].Where(static c => !c.StartsWith("dotnet pack ", StringComparison.Ordinal)),
            $"cd '{billing}'",
            .. blocks[1],
            $"cp '{Checkout.File(Example, "Billing", "Program.cs")}' '{Checkout.File(Example, "Billing", "Pulumi.yaml")}' .",
            .. blocks[2]
                .SelectMany(static c => c.StartsWith("neonflow local ", StringComparison.Ordinal) ? UserMachine.InAnotherShell(c) : [c]),
        ]);

        var libraries = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(billing, "obj", "project.assets.json")))!["libraries"]!;
        Assert.Equal("package", (string?)libraries["Acme.Pipelines/1.2.0"]?["type"]);
        Assert.Equal("package", (string?)libraries["NeonFlow.Pulumi/0.1.0"]?["type"]);
        Assert.Contains("CREATE PUBLICATION \"acme_billing_dev\"", said, StringComparison.Ordinal);
        var printed = said.Split('\n').Select(static l => l.Trim()).ToHashSet(StringComparer.Ordinal);
        var shown = Blocks.Of(page, "text").SelectMany(static block => block.Split('\n')).Select(static l => l.Trim());
        Nothing.Wrong(shown.Except(printed), "the page shows what was not printed:");
        Assert.Matches("acmeCo/finance/billing/dev/public/orders  [0-9]+ rows", said);
    }
}

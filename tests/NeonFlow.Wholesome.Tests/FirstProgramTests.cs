using System.Text.RegularExpressions;

namespace NeonFlow.Wholesome.Tests;

/// <summary>
/// The page about the first program, word for word, from the packed packages in an empty folder outside of the repository.
/// </summary>
[Trait("Category", "long")]
public sealed partial class FirstProgramTests(PackedProjects packed)
{
    private const string Page = "docs/first-program.md";

    [Fact]
    public async Task Every_command_of_the_page_does_what_the_page_says()
    {
        using var machine = new UserMachine();
        await machine.PrepareAsync();
        var (checkout, start) = (machine.Folder("checkout"), machine.Folder("start"));
        var page = Repository.Read(Page);
        foreach (var (language, name) in ((string, string)[])[("csharp", "Program.cs"), ("yaml", "Pulumi.dev.yaml"), ("sql", "tables.sql")])
        {
            await File.WriteAllTextAsync(Path.Combine(machine.Folder("blocks"), name), Assert.Single(Blocks.Of(page, language)));
        }

        // The tests run on what was built before, so pack takes that, and the native compiler is not run.
        var addSource = new List<string>();
        foreach (var command in Blocks.Commands(Repository.Read("README.md"))[0])
        {
            if (Packed().Match(command) is { Success: true } pack)
            {
                if (!pack.Groups["native"].Success)
                {
                    var output = machine.Folder(Path.Combine("checkout", pack.Groups["output"].Value));
                    foreach (var package in Directory.EnumerateFiles(await packed.FolderAsync(pack.Groups["project"].Value)))
                    {
                        File.Copy(package, Path.Combine(output, Path.GetFileName(package)), overwrite: true);
                    }
                }
            }
            else if (command.StartsWith("dotnet nuget", StringComparison.Ordinal))
            {
                addSource.Add(command);
            }
        }

        Assert.Single(addSource);
        var blocks = Blocks.Commands(page);
        List<string> script = [$"cd '{checkout}'", .. addSource, $"cd '{start}'"];
        var before = "";
        for (var i = 0; i < blocks.Count; i++)
        {
            foreach (var command in blocks[i])
            {
                script.Add($"echo '$ {command.Replace("'", "'\\''", StringComparison.Ordinal)}'");
                script.AddRange(
                    command.StartsWith("neonflow local ", StringComparison.Ordinal) ? UserMachine.InAnotherShell(command) : [command]
                );
                if (before.StartsWith("neonflow sql \"INSERT", StringComparison.Ordinal))
                {
                    // What was inserted a moment ago is on its way.
                    script.Add($"for i in $(seq 100); do rows=$({command}); grep -q '^3 ' <<<\"$rows\" && break; done; echo \"$rows\"");
                }

                before = command;
            }

            if (i == 1)
            {
                script.Add($"cp '{machine.Folder("blocks")}'/* .");
            }
        }

        var said = await machine.RunAsync(script);
        string After(string command, int nth = 1)
        {
            var parts = said.Split($"$ {command}\n");
            Assert.True(parts.Length > nth, $"{command} was not run:\n{said}");
            return parts[nth].Split("\n$ ")[0];
        }

        Assert.Contains(
            "public.customers, public.orders",
            After("neonflow local --sql tables.sql --env-file local.env"),
            StringComparison.Ordinal
        );
        Assert.Contains("+ 11 to create", After("neonflow preview"), StringComparison.Ordinal);
        Assert.Contains("+ 11 created", After("neonflow up"), StringComparison.Ordinal);
        Assert.Contains("2 rows", After("neonflow rows acmeCo/shop/public/orders"), StringComparison.Ordinal);
        Assert.Contains("3   12.50\n3 rows", After("neonflow rows acmeCo/shop/public/orders", 2), StringComparison.Ordinal);
        var change = After("neonflow preview --diff");
        Assert.Contains("GRANT SELECT ON TABLE \"public\".\"customers\"", change, StringComparison.Ordinal);
        Assert.Contains("ALTER PUBLICATION \"estuary_orders\" ADD TABLE ONLY \"public\".\"customers\";", change, StringComparison.Ordinal);
        Assert.Contains("+ binding public.customers", change, StringComparison.Ordinal);
        Assert.Contains("1   Ada\n1 row\n", After("neonflow rows acmeCo/shop/public/customers") + "\n", StringComparison.Ordinal);
        Assert.Contains("GRANT SELECT ON TABLE \"public\".\"customers\"", After("neonflow preview", 2), StringComparison.Ordinal);
        var destroyed = After("neonflow destroy");
        Assert.Contains("acmeCo/shop/public/orders stays", destroyed, StringComparison.Ordinal);
        Assert.Contains("`neonflow stack rm dev`", destroyed, StringComparison.Ordinal);
        Assert.Contains("Stack 'dev' has been removed!", After("neonflow stack rm dev"), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^dotnet pack (?<project>src/[\w.]+) -c Release(?<native> -r linux-x64)? -o (?<output>[\w/]+)$")]
    private static partial Regex Packed();
}

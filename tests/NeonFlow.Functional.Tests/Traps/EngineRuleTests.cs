using System.Text.Json.Nodes;
using NeonFlow.Conformance.Tests;
using NeonFlow.Conformance.Tests.Subjects;
using NeonFlow.Harness;
using NeonFlow.Testing.Engine;

namespace NeonFlow.Functional.Tests.Traps;

/// <summary>Rules of the engine that a provider must know.</summary>
public sealed class EngineRuleTests(ConformanceClouds clouds)
{
    [Fact]
    [Trap(6)]
    public async Task What_was_deleted_for_a_replacement_that_failed_is_deleted_again()
    {
        await using var world = await clouds.NewWorldAsync();
        await world.SqlRoleAsync("capture");
        await world.AdminSqlAsync("CREATE SCHEMA closed");
        using var stack = new StackUnderTest { Config = world.Config };
        var publication = new PublicationSubject(world).Inputs;
        stack.Program.Add(new("publication", "neonflow:postgres:Publication", publication) { ReplaceOnChanges = ["tables"] });
        stack.Program.Add(
            new(
                "watermarks",
                "neonflow:postgres:WatermarksTable",
                new JsonObject
                {
                    ["connection"] = world.Connection,
                    ["table"] = "shop.flow_watermarks",
                    ["role"] = world.Name("capture"),
                    ["publication"] = new JsonObject { ["$out"] = "publication.name" },
                }
            )
            {
                ReplaceOnChanges = ["publication"],
            }
        );
        await StackUnderTest.WellAsync(stack.UpAsync(), "up");

        // One name cannot be there twice: the dependant goes first, then the publication; its successor cannot be made.
        stack.Program[0] = stack.Program[0] with
        {
            Inputs = Properties.With(publication, "tables", new JsonArray("closed.nothing")),
        };
        var failed = await stack.UpAsync(new() { ContinueOnError = true });
        Assert.False(failed.Succeeded, failed.Text);
        Assert.Equal(
            0,
            await world.Shared.Server.ScalarAsync<long>(
                $"SELECT count(*) FROM pg_publication WHERE pubname = '{world.Name("pub")}'",
                world.Database
            )
        );

        stack.Program[0] = stack.Program[0] with { Inputs = Properties.With(publication, "tables", new JsonArray("shop.items")) };
        await StackUnderTest.WellAsync(stack.UpAsync(), "the up after it");
        await StackUnderTest.WellAsync(stack.PreviewAsync(new() { ExpectNoChanges = true }), "the preview after it");
        await StackUnderTest.WellAsync(stack.DestroyAsync(), "destroy");
        stack.AssertDiscreet(world.Secrets);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trap(8)]
    public async Task A_refresh_before_the_update_is_asked_for_only_where_the_engine_knows_it(bool knows)
    {
        await using var world = await clouds.NewWorldAsync();
        await using var provider = await ProviderUnderTest.StartAsync();
        await provider.Client.HandshakeAsync(new() { EngineAddress = "127.0.0.1:1", SupportsRefreshBeforeUpdate = knows });
        await provider.ConfigureAsync(world.Config);
        const string token = "neonflow:postgres:Publication";
        var urn = ProviderUnderTest.Urn(token);
        var inputs = Properties.ToStruct(await provider.CheckAsync(token, new PublicationSubject(world).Inputs));
        var made = await provider.Client.CreateAsync(
            new()
            {
                Urn = urn,
                Name = "it",
                Type = token,
                Properties = inputs,
            }
        );
        var read = await provider.Client.ReadAsync(
            new()
            {
                Urn = urn,
                Name = "it",
                Type = token,
                Id = made.Id,
                Inputs = inputs,
                Properties = made.Properties,
            }
        );
        var updated = await provider.Client.UpdateAsync(
            new()
            {
                Urn = urn,
                Name = "it",
                Type = token,
                Id = made.Id,
                OldInputs = inputs,
                Olds = made.Properties,
                News = inputs,
            }
        );
        Assert.Equal([knows, knows, knows], (bool[])[made.RefreshBeforeUpdate, read.RefreshBeforeUpdate, updated.RefreshBeforeUpdate]);
    }

    [Fact]
    [Trap(10)]
    public async Task One_table_more_is_one_line_more()
    {
        await using var world = await clouds.NewWorldAsync();
        using var stack = new StackUnderTest { Config = world.Config };
        JsonObject With(params string[] tables) =>
            Properties.With(new PublicationSubject(world).Inputs, "tables", new JsonArray([.. tables.Select(static t => (JsonNode)t)]));
        stack.Program.Add(new("publication", "neonflow:postgres:Publication", With("shop.customers", "shop.orders")));
        await StackUnderTest.WellAsync(stack.UpAsync(), "up");

        stack.Program[0] = stack.Program[0] with { Inputs = With("shop.customers", "shop.items", "shop.orders") };
        Assert.Equal(["+ [1]: \"shop.items\""], await ChangedLinesAsync());
        await StackUnderTest.WellAsync(stack.UpAsync(), "up");

        stack.Program[0] = stack.Program[0] with { Inputs = With("shop.orders", "shop.items") };
        Assert.Equal(["- [0]: \"shop.customers\""], await ChangedLinesAsync());
        await StackUnderTest.WellAsync(stack.DestroyAsync(), "destroy");

        async Task<string[]> ChangedLinesAsync()
        {
            var preview = await StackUnderTest.WellAsync(stack.PreviewAsync(new() { Diff = true }), "preview");
            return
            [
                .. preview
                    .Text[..preview.Text.IndexOf("--outputs:--", StringComparison.Ordinal)]
                    .Split('\n')
                    .Select(static l => l.Trim())
                    .Where(static l => l.Length > 2 && l[0] is '+' or '-' && l.Contains("]: ", StringComparison.Ordinal)),
            ];
        }
    }

    [Fact]
    [Trap(12)]
    public async Task A_provider_that_the_project_names_is_used_without_a_warning()
    {
        await using var world = await clouds.NewWorldAsync();
        var folder = Directory.CreateTempSubdirectory("neonflow-path-");
        try
        {
            var link = Path.Combine(folder.FullName, "pulumi-resource-neonflow");
            var host = ProviderUnderTest.Executable.EndsWith(".dll", StringComparison.Ordinal) ? "dotnet " : "";
            await File.WriteAllTextAsync(link, $"#!/bin/sh\nexec {host}{ProviderUnderTest.Executable} \"$@\"\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(link, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            // As docs/installation-configuration.md has it.
            var page = await File.ReadAllTextAsync(Checkout.File("docs", "installation-configuration.md"));
            var start = page.IndexOf("plugins:", StringComparison.Ordinal);
            var plugins = string.Join(
                '\n',
                page[start..page.IndexOf("```", start, StringComparison.Ordinal)]
                    .Split('\n')
                    .Select(static l => l.StartsWith("  ", StringComparison.Ordinal) ? l[2..] : l)
            );
            Assert.Contains("/path/to/the/folder/of/pulumi-resource-neonflow", plugins, StringComparison.Ordinal);
            await File.WriteAllTextAsync(
                Path.Combine(folder.FullName, "Pulumi.yaml"),
                "name: traps\nruntime: dotnet\n"
                    + plugins.Replace("/path/to/the/folder/of/pulumi-resource-neonflow", folder.FullName, StringComparison.Ordinal)
            );
            var program = new ScriptedProgram([new("role", "neonflow:neon:Role", new RoleSubject(world).Inputs)], []);
            var engine = new TestEngine(
                new()
                {
                    ProgramDirectory = folder.FullName,
                    StateDirectory = Path.Combine(folder.FullName, "state"),
                    Config = world.Config.ToDictionary(
                        static c => "neonflow:" + c.Key,
                        static c => ConfigValue.OfSecret(Properties.Plain(c.Value)!.GetValue<string>()),
                        StringComparer.Ordinal
                    ),
                    ProgramRunner = program,
                }
            );
            var preview = await StackUnderTest.WellAsync(engine.PreviewAsync(), "preview");
            Assert.DoesNotContain("$PATH", preview.Text, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("neonflow:neon:getConnection", """{"projectId": "No Project"}""", "projectId", "NF2001")]
    [InlineData("neonflow:neon:getConnection", """{}""", "projectId", "NF1001")]
    [InlineData("neonflow:neon:getConnection", """{"projectId": "quiet-lake-12345678"}""", "projectId", "NF2007")]
    [InlineData("neonflow:neon:getConnection", """{"projectId": ["x"]}""", "projectId", "NF1002")]
    [InlineData("neonflow:neon:getConnection", """{"projectId": "$here", "database": "nowhere"}""", "database", "NF2007")]
    [InlineData("neonflow:neon:getConnection", """{"projectId": "$here", "database": "$db", "role": "nobody"}""", "role", "NF2007")]
    [InlineData("neonflow:neon:getConnection", """{"projectId": "$here", "branchId": "main"}""", "branchId", "NF2001")]
    [InlineData("neonflow:neon:getDatabase", """{"projectId": "quiet-lake-12345678"}""", "projectId", "NF2007")]
    [InlineData("neonflow:neon:getDatabase", """{"projectId": "$here", "database": "nowhere"}""", "database", "NF2007")]
    [InlineData("neonflow:estuary:getDataPlane", """{"prefix": "acme co"}""", "prefix", "NF4001")]
    [InlineData("neonflow:estuary:getDataPlane", """{"name": "ops/dp/nowhere"}""", "name", "NF4009")]
    [InlineData("neonflow:estuary:readCollection", """{"collection": "acmeCo"}""", "collection", "NF4001")]
    [InlineData("neonflow:estuary:readCollection", """{"collection": "acmeCo/nowhere"}""", "collection", "NF4009")]
    [InlineData("neonflow:estuary:readCollection", """{"collection": "otherCo/orders"}""", "collection", "NF4006")]
    [InlineData(
        "neonflow:postgres:getReplicationLag",
        """{"connection": {"projectId": "$here", "database": "$db"}, "slot": "nowhere"}""",
        "slot",
        "NF3034"
    )]
    [InlineData("neonflow:postgres:checkPipeline", """{"tables": ["orders"]}""", "tables[0]", "NF3001")]
    [InlineData("neonflow:postgres:getTables", """{"connection": {"database": "shop"}}""", "connection", "NF3003")]
    [Trap(13)]
    public async Task A_wrong_argument_of_a_function_reaches_the_program_by_its_name(
        string token,
        string args,
        string property,
        string code
    )
    {
        await using var world = await clouds.NewWorldAsync();
        using var stack = new StackUnderTest { Config = world.Config };
        stack.Calls.Add(
            new(
                token,
                JsonNode
                    .Parse(
                        args.Replace("$here", world.Shared.Id, StringComparison.Ordinal)
                            .Replace("$db", world.Database, StringComparison.Ordinal)
                    )!
                    .AsObject()
            )
        );
        var preview = await stack.PreviewAsync();
        var (_, at, reason) = Assert.Single(stack.LastRun.Failures);
        Assert.Equal(property, at);
        Assert.Contains(code, reason, StringComparison.Ordinal);
        Assert.DoesNotContain("unhandled error", preview.Text, StringComparison.Ordinal);
    }

    [Fact]
    [Trap(16)]
    public async Task One_preview_tells_everything_that_keeps_the_pipeline_from_running()
    {
        await using var world = await clouds.NewWorldAsync();
        using var stack = new StackUnderTest { Config = world.Config };
        var capture = new CaptureSubject(world);
        await capture.PrepareAsync();
        await world.SqlAsync($"ALTER PUBLICATION {world.Name("pub")} DROP TABLE shop.customers, shop.flow_watermarks");
        await world.AdminSqlAsync($"SELECT pg_create_logical_replication_slot('{world.Name("slot")}', 'test_decoding')");
        stack.Program.Add(new("capture", "neonflow:estuary:Capture", capture.Inputs));

        // The engine asks nobody after the first that fails: one failure has to hold it all, each with what repairs it.
        var preview = await stack.PreviewAsync();
        Assert.Equal(1, preview.ExitCode);
        var failure = Assert
            .Single(preview.Diagnostics, static d => d.Severity == DiagnosticSeverity.Error && d.Urn.Name == "capture")
            .Message;
        Assert.All(
            (string[])["shop.customers", "shop.flow_watermarks", world.Name("slot")],
            what => Assert.Contains(what, failure, StringComparison.Ordinal)
        );
        Assert.True(failure.Split("NF5").Length > 3, failure);
        Assert.True(failure.Split("fix:").Length > 3, failure);
    }
}

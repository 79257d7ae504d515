using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NeonFlow.Harness;

namespace NeonFlow.Cli.Tests;

/// <summary><c>neonflow doctor</c> as a process, on a Neon over a real server, and where it cannot look.</summary>
public sealed partial class DoctorTests : IDisposable
{
    private const string Project = "hidden-cell-763301";
    private const string Lets = "203.0.113.7/32";

    private readonly string _folder = Directory.CreateTempSubdirectory("neonflow-doctor-").FullName;
    private Dictionary<string, string> _variables = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    [Trait("Category", "long")]
    public async Task A_pipeline_is_judged_from_its_first_fault_to_its_health_and_back()
    {
        var (sql, env) = (Path.Combine(_folder, "shop.sql"), Path.Combine(_folder, "local.env"));
        await File.WriteAllTextAsync(
            sql,
            "CREATE TABLE public.orders (id int PRIMARY KEY, v text); CREATE TABLE public.customers (id int PRIMARY KEY);"
        );
        await using var local = await LocalCloudProcess.StartAsync("local", "--sql", sql, "--env-file", env);
        _variables = File.ReadLines(env)
            .Where(static l => l.StartsWith("export ", StringComparison.Ordinal))
            .Select(static l => l["export ".Length..].Split('=', 2))
            .ToDictionary(static p => p[0], static p => p[1].Trim('\''));

        var first = await DoctorAsync(Project, "--json");
        Assert.Equal((1, ""), (first.ExitCode, first.Error));
        var document = JsonNode.Parse(first.Output)!.AsObject();
        Assert.Equal(
            ["ok", "host", "database", "role", "publication", "slot", "watermarksTable", "tables", "discovered", "findings", "notChecked"],
            document.Select(static m => m.Key)
        );
        Assert.False(document["ok"]!.GetValue<bool>());
        Assert.StartsWith("database shop: the only one of the branch br-", document["discovered"]![0]!.GetValue<string>());
        Assert.Contains(document["findings"]!.AsArray(), static f => f!["code"]!.GetValue<string>() == "NF5012");
        var gaps = document["notChecked"]!.AsArray().Select(static g => g!["what"]!.GetValue<string>());
        Assert.Contains($"address list of project {Project}", gaps);

        await BuildAsync();
        var healthy = await DoctorAsync(Project, "--strict", "--data-plane-address", Lets);
        Assert.Equal((0, ""), (healthy.ExitCode, healthy.Error));
        Assert.EndsWith("\nNothing is wrong.\n", healthy.Output, StringComparison.Ordinal);
        Assert.Contains("  slot              estuary_orders\n", healthy.Output, StringComparison.Ordinal);
        Assert.Contains("\n  slot estuary_orders: the only one", healthy.Output, StringComparison.Ordinal);
        // The project has an address list, and nobody has said what it has to let in.
        Assert.Equal(0, (await DoctorAsync(Project)).ExitCode);
        Assert.Equal(1, (await DoctorAsync(Project, "--strict")).ExitCode);
        Assert.Contains("error NF5060", (await DoctorAsync(Project, "--data-plane-address", "34.121.207.128/32")).Output);

        await SqlAsync("ALTER TABLE public.orders DROP CONSTRAINT orders_pkey");
        var (url, password) = Direct();
        var broken = await DoctorAsync(new Dictionary<string, string> { ["PGPASSWORD"] = password }, url);
        Assert.Equal((1, ""), (broken.ExitCode, broken.Error));
        Assert.Contains("\nerror NF3008 (table public.orders): ", broken.Output, StringComparison.Ordinal);
        AssertShown(broken.Output);
        Assert.Matches(@"\n\d errors?[^\n]*\.\n$", broken.Output);
        Assert.DoesNotContain(password, broken.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(broken.Output.Split('\n'), static l => l.Length > 80 && !l.StartsWith("    ", StringComparison.Ordinal));
        var named = await DoctorAsync(Project, "--json", "--table", "public.orders", "--data-plane-address", Lets);
        var finding = JsonNode.Parse(named.Output)!["findings"]!.AsArray().Single(static f => f!["code"]!.GetValue<string>() == "NF3008")!;
        Assert.Equal("--table public.orders", finding["where"]!.GetValue<string>());

        await SqlAsync(finding["fix"]!.GetValue<string>());
        var withPassword = url.Replace("@", $":{password}@", StringComparison.Ordinal);
        var repaired = await DoctorAsync(withPassword);
        Assert.Equal((0, ""), (repaired.ExitCode, repaired.Error));
        Assert.DoesNotContain(password, repaired.Output, StringComparison.Ordinal);

        // What the command line names is no name of the database.
        var elsewhere = await DoctorAsync(Project, "--database", "nowhere");
        Assert.Equal(2, elsewhere.ExitCode);
        Assert.StartsWith("error: --database: NF2007: ", elsewhere.Error, StringComparison.Ordinal);
        var wrong = await DoctorAsync(withPassword.Replace(password, "hush-hush", StringComparison.Ordinal));
        Assert.Equal((2, ""), (wrong.ExitCode, wrong.Output));
        Assert.Contains("NF3009", wrong.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hush-hush", wrong.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("error: the target is neither", "host=127.0.0.1 password=hush-hush")]
    [InlineData("error: Unrecognized command or argument", "shop", "postgresql://shop:hush-hush@127.0.0.1/shop")]
    [InlineData("error: the target is neither", "--nonsense")]
    [InlineData(
        "error: --database and --branch are for a Neon project",
        "postgresql://shop:hush-hush@127.0.0.1/shop",
        "--database",
        "shop"
    )]
    [InlineData("error: NF1007: the connection string cannot be used: It is not a URI", "mysql://shop:hush-hush@127.0.0.1/shop")]
    [InlineData("error: NF3010", "postgresql://shop:hush-hush@127.0.0.1:1/shop")]
    [InlineData("error: NF1004", "quiet-tree-1")]
    [InlineData("error: --table orders: NF3001", "postgresql://shop:hush-hush@127.0.0.1:1/shop", "--table", "orders")]
    [InlineData("error: no Pulumi.yaml", "quiet-tree-1", "--stack", "dev", "--cwd", "/")]
    public async Task What_cannot_be_looked_at_ends_with_2_and_tells_no_secret(string error, params string[] args)
    {
        var said = await CommandLine.RunAsync("", new Dictionary<string, string> { ["NEON_API_KEY"] = "" }, ["doctor", .. args]);
        Assert.Equal((2, ""), (said.ExitCode, said.Output));
        Assert.StartsWith(error, said.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hush-hush", said.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_is_one_document_too()
    {
        var said = await CommandLine.RunAsync("", "doctor", "postgresql://shop:hush-hush@127.0.0.1:1/shop", "--json");
        Assert.Equal(2, said.ExitCode);
        var document = JsonNode.Parse(said.Output)!.AsObject();
        Assert.Equal(["ok", "error"], document.Select(static m => m.Key));
        Assert.StartsWith("NF3010: ", document["error"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain("hush-hush", said.Output + said.Error, StringComparison.Ordinal);

        var called = await CommandLine.RunAsync("", "doctor", "shop", "postgresql://shop:hush-hush@127.0.0.1/shop", "--json");
        Assert.Equal(2, called.ExitCode);
        Assert.Contains("postgresql://[secret]@127.0.0.1/shop", JsonNode.Parse(called.Output)!["error"]!.GetValue<string>());
        Assert.Equal(2, (await CommandLine.RunAsync("", "doctor", "shop", "--json=perhaps")).ExitCode);
    }

    [Theory]
    [InlineData("postgresql://shop:hush-hush@127.0.0.1/shop")]
    [InlineData("postgresql://127.0.0.1/shop?user=shop&password=hush-hush&sslmode=require")]
    [InlineData("host=127.0.0.1 password='hush-hush' user=shop")]
    [InlineData("Host=127.0.0.1;Password = hush-hush;Username=shop")]
    public async Task A_command_line_that_is_wrong_is_not_quoted_with_its_password(string connection)
    {
        foreach (var arguments in new[] { new[] { "shop", connection }, [connection, "--no-such-option"], [connection, connection] })
        {
            var said = await CommandLine.RunAsync("", ["doctor", .. arguments]);
            Assert.Equal(2, said.ExitCode);
            Assert.DoesNotContain("hush", said.Output + said.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Settings_come_from_the_stack_that_is_named()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "Pulumi.yaml"), "name: shop\nruntime: dotnet\n");
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "Pulumi.dev.yaml"),
            "config:\n  neonflow:neonApiKey: some-key\n  neonflow:neonApiUrl: http://127.0.0.1:1/api/v2\n  shop:prefix: acmeCo\n"
        );
        string[] args = ["doctor", "quiet-tree-1", "--database", "shop", "--cwd", _folder, "--stack"];
        var said = await CommandLine.RunAsync("", new Dictionary<string, string> { ["NEON_API_KEY"] = "" }, [.. args, "dev"]);
        Assert.Equal(2, said.ExitCode);
        // The key was there, and the service was not.
        Assert.Contains("NF2005", said.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("some-key", said.Error, StringComparison.Ordinal);
        Assert.Contains("the stack prod has no config", (await CommandLine.RunAsync("", [.. args, "prod"])).Error);
    }

    [Fact]
    public async Task Its_page_has_all_options_and_the_help_lists_it()
    {
        var help = (await CommandLine.RunAsync("", "doctor", "--help")).Output;
        var page = await File.ReadAllTextAsync(Checkout.File("docs", "doctor.md"));
        var flags = Flag()
            .Matches(help)
            .Select(static m => m.Value)
            .Distinct()
            .Where(static f => f is not ("--help" or "--version"))
            .ToList();
        Assert.True(flags.Count > 15, help);
        Assert.All(flags, f => Assert.Contains($"`{f}", page, StringComparison.Ordinal));
        Assert.Contains("  doctor <target>", (await CommandLine.RunAsync("", "--help")).Output, StringComparison.Ordinal);
    }

    // What the page shows as printed is printed, but for the host.
    private static void AssertShown(string output)
    {
        var page = File.ReadAllText(Checkout.File("docs", "doctor.md"));
        var block = page.Split("```")[3];
        var printed = Host().Replace(output, " at …").Split('\n').ToHashSet(StringComparer.Ordinal);
        Assert.Empty(Host().Replace(block, " at …").Split('\n').Where(static l => l is not ("" or "  …")).Except(printed));
    }

    private Task<(int ExitCode, string Output, string Error)> DoctorAsync(params string[] args) => DoctorAsync([], args);

    private Task<(int ExitCode, string Output, string Error)> DoctorAsync(Dictionary<string, string> more, params string[] args) =>
        CommandLine.RunAsync("", _variables.Concat(more).ToDictionary(static v => v.Key, static v => v.Value), ["doctor", .. args]);

    private async Task SqlAsync(string statements)
    {
        var said = await CommandLine.RunAsync(statements, _variables, "sql");
        Assert.Equal((0, ""), (said.ExitCode, said.Error));
    }

    // A pipeline as its parts are made by hand.
    private async Task BuildAsync()
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", _variables["NEON_API_KEY"]);
        var project = $"{_variables["NEONFLOW_NEON_API_URL"].TrimEnd('/')}/projects/{Project}";
        var switched = await http.PatchAsJsonAsync(
            project,
            JsonNode.Parse("""{"project":{"settings":{"enable_logical_replication":true}}}""")
        );
        Assert.True(switched.IsSuccessStatusCode, await switched.Content.ReadAsStringAsync());
        HttpResponseMessage made;
        do
        {
            // While the computes restart, the project is locked.
            await Task.Delay(100);
            made = await http.PostAsJsonAsync(
                $"{project}/branches/{_variables["NEONFLOW_LOCAL_BRANCH"]}/roles",
                JsonNode.Parse("""{"role":{"name":"estuary_orders"}}""")
            );
        } while ((int)made.StatusCode == 423);

        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
        (int ExitCode, string Output, string Error) ready;
        do
        {
            await Task.Delay(100);
            ready = await CommandLine.RunAsync("SHOW wal_level", _variables, "sql");
        } while (ready.ExitCode != 0 || !ready.Output.Contains("logical", StringComparison.Ordinal));

        await SqlAsync(
            """
            CREATE TABLE public.orders_watermarks (slot TEXT PRIMARY KEY, watermark TEXT);
            CREATE PUBLICATION estuary_orders FOR TABLE public.customers, public.orders, public.orders_watermarks;
            """
        );
        await SqlAsync("SELECT slot_name FROM pg_create_logical_replication_slot('estuary_orders', 'pgoutput')");
        var user = (await http.GetFromJsonAsync<JsonObject>($"{project}/branches/{_variables["NEONFLOW_LOCAL_BRANCH"]}/roles"))!;
        Assert.Contains(user["roles"]!.AsArray(), static r => r!["name"]!.GetValue<string>() == "estuary_orders");
    }

    // The database by its host, and the password apart from it.
    private (string Url, string Password) Direct()
    {
        var url = new Uri(_variables["NEONFLOW_LOCAL_DATABASE"]);
        var login = url.UserInfo.Split(':');
        return ($"postgresql://{login[0]}@{url.Authority[(url.Authority.IndexOf('@') + 1)..]}{url.AbsolutePath}", login[1]);
    }

    [GeneratedRegex(@"(?<=^Database \w+) at .*", RegexOptions.Multiline)]
    private static partial Regex Host();

    [GeneratedRegex(@"--[a-z][a-z-]*")]
    private static partial Regex Flag();
}

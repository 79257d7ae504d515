using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NeonFlow.Testing.Tests;
using Npgsql;

namespace NeonFlow.Cli.Tests;

/// <summary>The page of <c>neonflow local</c>: what it shows of a pipeline, its buttons, and whom it answers.</summary>
public sealed partial class LocalPageTests
{
    [Fact]
    public async Task The_state_shows_the_pipeline_as_it_is_and_no_secret()
    {
        await using var page = await LocalPage.StartAsync();
        var (project, estuary) = (page.Shop.Project, page.Shop.Estuary);
        var first = await page.StateAsync();
        Assert.Equal((project.Id, "running"), ((string?)first["project"]!["id"], (string?)first["project"]!["compute"]));
        Assert.Equal(["flow_capture", project.OwnerRole], Names(first["database"]!["roles"]));
        Assert.Equal(["shop_pub"], Names(first["database"]!["publications"]));
        Assert.Equal("No capture runs.", await page.CauseAsync("disable-captures"));
        Assert.Equal("Database shop has no replication slot.", await page.CauseAsync("drop-slots"));
        Assert.Empty(first["captures"]!.AsArray());

        await page.CaptureOrdersAsync();
        var capture = (await page.StateAsync())["captures"]![0]!;
        string[] parts = ["name", "dataPlane", "role", "publication", "slot"];
        Assert.Equal(
            [LocalShop.Capture, estuary.DataPlanes[0].Name, "flow_capture", "shop_pub", "shop_slot"],
            parts.Select(part => (string)capture[part]!)
        );
        Assert.Equal(LocalShop.Orders, (string?)Assert.Single(capture["collections"]!.AsArray()));

        await page.Shop.SqlAsync("INSERT INTO orders VALUES (9001, 'late', 1); DELETE FROM orders WHERE id < 3");
        var after = await page.WaitAsync(static s => LocalPage.Rows(s) == 199);
        Assert.Equal(["d", "d", "c"], after["rows"]!.AsArray().Take(3).Select(static r => (string)r!["operation"]!));
        Assert.Equal(
            ("late", LocalShop.Orders),
            ((string?)after["rows"]![2]!["document"]!["status"], (string?)after["rows"]![2]!["collection"])
        );
        Assert.Equal("POST", (string?)after["neonCalls"]![0]!["method"]);
        Assert.Contains(after["estuaryCalls"]!.AsArray(), static c => (string?)c!["path"] == "/rest/v1/publications");

        Assert.Contains(LocalShop.Capture, await page.CauseAsync("disable-captures"), StringComparison.Ordinal);
        await page.WaitAsync(static s => (bool?)LocalPage.Slots(s)[0]!["active"] == false);
        await page.Shop.SqlAsync("INSERT INTO orders VALUES (9002, 'later', 1)");
        await page.WaitAsync(static s => (long?)LocalPage.Slots(s)[0]!["lagBytes"] > 0);
        Assert.Equal("Dropped: shop_slot.", await page.CauseAsync("drop-slots"));
        Assert.Empty(LocalPage.Slots(await page.StateAsync()));

        var shown = await page.Http.GetStringAsync("/state") + await page.Http.GetStringAsync("/");
        var token = JsonNode.Parse(Convert.FromBase64String(estuary.RefreshToken))!;
        (string What, string Secret)[] secrets =
        [
            ("API key", page.Shop.Cloud.Neon.ApiKey),
            ("refresh token", estuary.RefreshToken),
            ("secret of the refresh token", (string)token["secret"]!),
            ("access token", estuary.CreateAccessToken()[..16]), // all of them begin alike
            ("superuser's password", project.Server.SuperuserPassword),
            ("owner's password", project.RolePassword(project.OwnerRole)!),
            ("capture's password", project.RolePassword("flow_capture")!),
        ];
        // A failure names the secret, and does not tell it.
        Assert.Empty(secrets.Where(s => shown.Contains(s.Secret, StringComparison.Ordinal)).Select(static s => s.What));
    }

    [Fact]
    public async Task Each_button_does_what_it_says()
    {
        await using var page = await LocalPage.StartAsync();
        var project = page.Shop.Project;
        await page.CaptureOrdersAsync();
        var caused = new List<string> { "disable-captures" }; // held by the test above
        Task<string> CauseAsync(string fault)
        {
            caused.Add(fault);
            return page.CauseAsync(fault);
        }

        // A slot that a connector is in.
        Assert.Equal("Dropped: shop_slot.", await CauseAsync("drop-slots"));
        await page.WaitAsync(static s => s["captures"]![0]!["failure"] is not null || (int)s["captures"]![0]!["starts"]! > 1);
        await page.CauseAsync("disable-captures");

        var before = project.Server.ProcessId;
        Assert.Contains("restarted", await CauseAsync("restart-compute"), StringComparison.Ordinal);
        Assert.NotEqual(before, project.Server.ProcessId);
        Assert.Contains("suspended", await CauseAsync("suspend-compute"), StringComparison.Ordinal);
        var asleep = await page.StateAsync();
        Assert.Equal(("suspended", 0), ((string?)asleep["project"]!["compute"], asleep["database"]!["roles"]!.AsArray().Count));
        using (var answer = await page.Http.PostAsync("/faults/drop-slots", null))
        {
            Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        }

        await page.Shop.SqlAsync("SELECT 1");
        Assert.Equal("running", (string?)(await page.StateAsync())["project"]!["compute"]);

        await CauseAsync("refuse-connections");
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => page.Shop.SqlAsync("SELECT 1"));
        }

        await page.Shop.SqlAsync("SELECT 1");

        await CauseAsync("fail-neon-calls");
        Assert.Equal(
            [HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK],
            [await NeonAsync(page), await NeonAsync(page), await NeonAsync(page), await NeonAsync(page)]
        );
        var plane = page.Shop.Estuary.DataPlanes[0].CatalogName;
        await CauseAsync("fail-publication");
        Assert.Equal("publishFailed", (await page.Shop.PublishAsync(plane, ("orders", LocalShop.Orders))).Type);
        await page.CauseAsync("fail-neon-calls");
        await page.CauseAsync("fail-publication");
        await CauseAsync("forget-faults");
        Assert.Equal(HttpStatusCode.OK, await NeonAsync(page));
        Assert.NotEqual("publishFailed", (await page.Shop.PublishAsync(plane, ("orders", LocalShop.Orders))).Type);

        Assert.Equal(Names((await page.StateAsync())["faults"]).Order(), caused.Order());
        using var unknown = await page.Http.PostAsync("/faults/no-such-fault", null);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Other_sites_are_refused()
    {
        await using var page = await LocalPage.StartAsync();
        var (server, own) = (page.Shop.Project.Server, page.Http.BaseAddress!.GetLeftPart(UriPartial.Authority));
        var before = server.ProcessId;
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync("Origin", "http://shop.example"));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync("Origin", "null"));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync("Origin", "http://127.0.0.1:1"));
        // A name of another site that leads to this machine: its pages could read what the server answers.
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync("Host", $"shop.example:{page.Http.BaseAddress.Port}"));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(HttpMethod.Get, "/state", "Host", "shop.example"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, await SendAsync(HttpMethod.Get, "/faults/restart-compute", "Origin", own));
        Assert.Equal(before, server.ProcessId);

        Assert.Equal(HttpStatusCode.OK, await PostAsync("Origin", own));
        Assert.NotEqual(before, server.ProcessId);
        Assert.Equal(HttpStatusCode.OK, await SendAsync(HttpMethod.Get, "/state", "Host", $"localhost:{page.Http.BaseAddress.Port}"));

        Task<HttpStatusCode> PostAsync(string header, string value) => SendAsync(HttpMethod.Post, "/faults/restart-compute", header, value);

        async Task<HttpStatusCode> SendAsync(HttpMethod method, string path, string header, string value)
        {
            using var request = new HttpRequestMessage(method, path);
            request.Headers.TryAddWithoutValidation(header, value);
            using var answer = await page.Http.SendAsync(request);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task The_script_of_the_page_knows_the_members_of_the_state_and_asks_no_other_server()
    {
        await using var page = await LocalPage.StartAsync();
        await page.CaptureOrdersAsync();
        using var answer = await page.Http.GetAsync("/");
        Assert.Contains("default-src 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(["http://www.w3.org/2000/svg"], Address().Matches(text).Select(static m => m.Value));

        var state = await page.StateAsync();
        var variables = new Dictionary<string, JsonNode>
        {
            ["state"] = state,
            ["project"] = state["project"]!,
            ["database"] = state["database"]!,
            ["role"] = state["database"]!["roles"]![0]!,
            ["publication"] = state["database"]!["publications"]![0]!,
            ["slot"] = state["database"]!["slots"]![0]!,
            ["capture"] = state["captures"]![0]!,
            ["collection"] = state["collections"]![0]!,
            ["row"] = state["rows"]![0]!,
            ["call"] = state["neonCalls"]![0]!,
            ["fault"] = state["faults"]![0]!,
        };
        var used = Member().Matches(text).Select(static m => (Variable: m.Groups[1].Value, Member: m.Groups[2].Value)).ToHashSet();
        used.UnionWith(Taken().Match(text).Groups[1].Value.Split(", ").Select(static member => ("state", member)));
        foreach (var (variable, node) in variables)
        {
            var members = used.Where(u => u.Variable == variable).Select(static u => u.Member).ToList();
            Assert.NotEmpty(members);
            Assert.Empty(members.Except(node.AsObject().Select(static m => m.Key)));
        }
    }

    [ChromiumFact]
    public async Task A_browser_shows_the_pipeline()
    {
        await using var page = await LocalPage.StartAsync();
        await page.CaptureOrdersAsync();
        var profile = Directory.CreateTempSubdirectory("neonflow-chromium-").FullName;
        try
        {
            var start = new ProcessStartInfo(
                ChromiumFactAttribute.Executable!,
                [
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    $"--user-data-dir={profile}",
                    "--virtual-time-budget=5000",
                    "--dump-dom",
                    page.Http.BaseAddress!.ToString(),
                ]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var chromium = Process.Start(start)!;
            var errors = chromium.StandardError.ReadToEndAsync();
            var shown = await chromium.StandardOutput.ReadToEndAsync();
            await chromium.WaitForExitAsync();
            Assert.True(chromium.ExitCode == 0, await errors);
            string[] parts =
            [
                page.Shop.Project.Id,
                "flow_capture",
                "shop_pub",
                "shop_slot",
                LocalShop.Capture,
                LocalShop.Orders,
                "200 rows",
            ];
            Assert.All(parts, part => Assert.Contains(part, shown, StringComparison.Ordinal));
            Assert.Contains(">Restart the compute</button>", shown, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(profile, recursive: true);
        }
    }

    private static IEnumerable<string> Names(JsonNode? list) => list!.AsArray().Select(static one => (string)one!["name"]!);

    private static async Task<HttpStatusCode> NeonAsync(LocalPage page)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{page.Shop.Cloud.Neon.BaseUrl}/projects/{page.Shop.Project.Id}");
        request.Headers.Authorization = new("Bearer", page.Shop.Cloud.Neon.ApiKey);
        using var answer = await page.Http.SendAsync(request);
        return answer.StatusCode;
    }

    [GeneratedRegex(@"https?://[^""'\s]*")]
    private static partial Regex Address();

    [GeneratedRegex(@"\b(state|project|database|role|publication|slot|capture|collection|row|call|fault)\.(\w+)")]
    private static partial Regex Member();

    [GeneratedRegex(@"const \{ ([\w, ]+) \} = state;")]
    private static partial Regex Taken();
}

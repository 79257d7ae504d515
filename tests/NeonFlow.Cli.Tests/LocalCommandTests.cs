using System.Diagnostics;

namespace NeonFlow.Cli.Tests;

/// <summary><c>neonflow local</c> serves a database of one's own, and what it prints can be used as it is printed.</summary>
public sealed class LocalCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("neonflow-local-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_database_of_ones_own_comes_back_with_the_same_addresses_and_keys()
    {
        var (sql, env) = (Path.Combine(_folder, "stock.sql"), Path.Combine(_folder, "local.env"));
        await File.WriteAllTextAsync(sql, "CREATE TABLE stock (id int PRIMARY KEY); INSERT INTO stock VALUES (7);");
        string[] args =
        [
            "local",
            "--sql",
            sql,
            "--database",
            "ware house",
            "--project",
            "calm-lake-1",
            "--prefix",
            "wareCo",
            "--env-file",
            env,
        ];

        string first;
        await using (var local = await LocalCloudProcess.StartAsync(args))
        {
            Assert.Contains("  project    calm-lake-1\n", local.Welcome, StringComparison.Ordinal);
            Assert.Contains("  database   ware house, owner ware house_owner\n", local.Welcome, StringComparison.Ordinal);
            Assert.Contains("  tables     public.stock\n", local.Welcome, StringComparison.Ordinal);
            Assert.Contains("  prefix     wareCo/\n", local.Welcome, StringComparison.Ordinal);
            Assert.Matches(@"\n  provider   \S", local.Welcome);
            var address = Variables(env)["NEONFLOW_LOCAL_URL"];
            Assert.Equal(2, local.Welcome.Split(address).Length);
            using (var http = new HttpClient())
            {
                Assert.Contains("<title>neonflow local</title>", await http.GetStringAsync(address), StringComparison.Ordinal);
                Assert.Contains("\"id\":\"calm-lake-1\"", await http.GetStringAsync(address + "/state"), StringComparison.Ordinal);
            }

            Assert.DoesNotContain(
                local.Welcome[local.Welcome.IndexOf("A local Neon", StringComparison.Ordinal)..].Split('\n'),
                line =>
                    line.Length > 80
                    && !line.Contains(_folder, StringComparison.Ordinal)
                    && !line.Contains("provider", StringComparison.Ordinal)
            );
            first = await File.ReadAllTextAsync(env);
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(env));
            }

            Assert.Equal(
                "7",
                await ShellAsync($"set -a; . '{env}'; set +a; psql \"$NEONFLOW_LOCAL_DATABASE\" -Atc 'SELECT id FROM stock'")
            );
            Assert.Equal((0, "id\n7\n", ""), await CommandLine.RunAsync("", Variables(env), "sql", "SELECT id FROM stock"));
            const string Twice = "SELECT 1 AS n, 2 AS n; SELECT id FROM stock WHERE false";
            Assert.Equal((0, "n  n\n1  2\nno rows\n", ""), await CommandLine.RunAsync("", Variables(env), "sql", Twice));
            var refused = await CommandLine.RunAsync("SELECT nope FROM stock", Variables(env), "sql");
            Assert.Equal((1, "", "error: ERROR 42703: column \"nope\" does not exist\n"), refused);

            var taken = await CommandLine.RunAsync("", args);
            Assert.Equal(1, taken.ExitCode);
            Assert.Contains("runs already", taken.Error, StringComparison.Ordinal);
            Assert.Single(taken.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));

            var none = await CommandLine.RunAsync("", Variables(env), "rows");
            Assert.Equal((0, "", ""), none);
            var unknown = await CommandLine.RunAsync("", Variables(env), "rows", "wareCo/stock");
            Assert.Equal(1, unknown.ExitCode);
            Assert.Contains("has no collection yet", unknown.Error, StringComparison.Ordinal);
            var stranger = Variables(env);
            stranger["FLOW_AUTH_TOKEN"] = "another";
            Assert.Contains("started anew", (await CommandLine.RunAsync("", stranger, "rows")).Error, StringComparison.Ordinal);
        }

        await using (await LocalCloudProcess.StartAsync(args))
        {
            Assert.Equal(first, await File.ReadAllTextAsync(env));
            Assert.Equal("7", await ShellAsync($". '{env}'; psql \"$NEONFLOW_LOCAL_DATABASE\" -Atc 'SELECT id FROM stock'"));
        }

        Assert.Contains("no local cloud answers", (await CommandLine.RunAsync("", Variables(env), "rows")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exports_are_printed_where_no_file_is_named_and_the_shop_has_its_tables()
    {
        await using var local = await LocalCloudProcess.StartAsync("local", "--orders", "6");
        Assert.Contains("public.audit_log, public.customers, public.orders, public.payments\n", local.Welcome, StringComparison.Ordinal);
        var exports = local.Welcome.Split('\n').Where(static l => l.StartsWith("  export ", StringComparison.Ordinal));
        Assert.Equal(
            "6",
            await ShellAsync(string.Join('\n', [.. exports, "psql \"$NEONFLOW_LOCAL_DATABASE\" -Atc 'SELECT count(*) FROM orders'"]))
        );
    }

    [Fact]
    public async Task Statements_that_fail_and_files_that_are_not_there_are_explained()
    {
        var sql = Path.Combine(_folder, "bad.sql");
        await File.WriteAllTextAsync(sql, "CREATE TABLE a (id int);\nCREATE TABEL b (id int);");
        var said = await CommandLine.RunAsync("", "local", "--sql", sql);
        Assert.Equal(1, said.ExitCode);
        Assert.Equal($"error: {sql}: ERROR 42601: syntax error at or near \"TABEL\"\n", said.Error);

        var missing = await CommandLine.RunAsync("", "local", "--sql", Path.Combine(_folder, "none.sql"));
        Assert.Equal(1, missing.ExitCode);
        Assert.StartsWith("error: --sql ", missing.Error, StringComparison.Ordinal);

        var env = Path.Combine(_folder, ".env");
        await File.WriteAllTextAsync(env, "export NEON_API_KEY=of-something-else\n");
        var foreign = await CommandLine.RunAsync("", "local", "--env-file", env);
        Assert.Equal(1, foreign.ExitCode);
        Assert.Contains("was not written by this neonflow", foreign.Error, StringComparison.Ordinal);
        Assert.Equal("export NEON_API_KEY=of-something-else\n", await File.ReadAllTextAsync(env));
    }

    [Fact]
    public async Task Rows_without_a_cloud_say_which_variables_are_missing()
    {
        var said = await CommandLine.RunAsync("", new Dictionary<string, string> { ["NEONFLOW_LOCAL_URL"] = "" }, "rows");
        Assert.Equal(1, said.ExitCode);
        Assert.Contains("--env-file", said.Error, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Variables(string file) =>
        File.ReadLines(file)
            .Where(static l => l.StartsWith("export ", StringComparison.Ordinal))
            .Select(static l => l["export ".Length..].Split('=', 2))
            .ToDictionary(static p => p[0], static p => p[1].Trim('\''));

    // A machine without psql has `neonflow sql`, which takes the same variable.
    private static async Task<string> ShellAsync(string script)
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(f => File.Exists(Path.Combine(f, "psql"))))
        {
            var sql = $"psql() {{ dotnet '{NeonFlow.Harness.Checkout.Built("NeonFlow.Cli", "neonflow.dll")}' sql \"$3\" | tail -n +2; }}";
            script = $"{sql}\n{script}";
        }

        using var shell = Process.Start(
            new ProcessStartInfo("sh", ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var error = shell.StandardError.ReadToEndAsync();
        var said = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        Assert.Equal("", await error);
        return said.Trim();
    }
}

using System.Net;
using System.Text.Json.Nodes;
using NeonFlow.Testing;
using NeonFlow.Testing.Neon;
using Npgsql;

namespace NeonFlow.Cli.Demo;

/// <summary>
/// The life of a pipeline, step by step; every step says what it does and is checked against the program's words and the world.
/// </summary>
internal sealed class Story(LocalCloud cloud, NeonProject project, IDemoEngine engine, TextWriter output)
{
    private const string Objects = "estuary_orders";
    private const string Orders = "acmeCo/shop/public/orders";
    private const string Customers = "acmeCo/shop/public/customers";
    private const string Payments = "acmeCo/shop/public/payments";
    private const string CaptureName = "acmeCo/shop/estuary_orders";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private int _held;
    private int _checks;

    public async Task<int> TellAsync(CancellationToken stop)
    {
        engine.Config["quickstart:projectId"] = project.Id;

        Say("preview from nothing");
        var first = await engine.PreviewAsync().ConfigureAwait(false);
        Check(
            "preview from nothing shows every step with its SQL",
            first,
            first.ExitCode == 0
                && Has(
                    first,
                    "PATCH /projects/",
                    "POST /projects/",
                    "GRANT SELECT",
                    "ALTER DEFAULT PRIVILEGES",
                    "CREATE TABLE",
                    "CREATE PUBLICATION \"estuary_orders\"",
                    "acmeCo/shop/estuary_orders"
                )
        );
        Check("and says what can never be undone", first, Has(first, "never be switched off"));
        Check(
            "and touches nothing",
            first,
            await Shop.CountAsync(project, "SELECT count(*) FROM pg_publication", stop).ConfigureAwait(false) == 0
                && !project.LogicalReplication
        );

        Say("up");
        var up = await engine.UpAsync().ConfigureAwait(false);
        Check("up makes the pipeline", up, up.ExitCode == 0 && project.LogicalReplication);

        Say("the rows that are there already arrive");
        await CheckCountsAsync("rows that were there arrive in the collections", [(Orders, "orders"), (Customers, "customers")], stop)
            .ConfigureAwait(false);

        Say("new inserts, updates, deletes");
        await project
            .ExecuteAsOwnerAsync(
                """
                INSERT INTO public.orders (customer_id, amount, state) SELECT 1, 42, 'fresh' FROM generate_series(1, 20);
                UPDATE public.orders SET state = 'paid' WHERE id = 7;
                DELETE FROM public.orders WHERE id = (SELECT max(id) FROM public.orders);
                """,
                Shop.Database,
                stop
            )
            .ConfigureAwait(false);
        await CheckCountsAsync("inserts and deletes arrive", [(Orders, "orders")], stop).ConfigureAwait(false);
        await CheckAsync(
                "an update arrives",
                () => cloud.Estuary.Rows(Orders).Any(static r => (long?)r["id"] == 7 && (string?)r["state"] == "paid")
            )
            .ConfigureAwait(false);

        Say("preview again");
        var second = await engine.PreviewAsync(expectNoChanges: true).ConfigureAwait(false);
        Check("a second preview shows no change", second, second.ExitCode == 0);

        Say("somebody revokes SELECT, takes a table out of the publication and edits the IP allow list by hand");
        await AdminAsync($"REVOKE SELECT ON public.orders FROM {Objects}; ALTER PUBLICATION {Objects} DROP TABLE public.customers;", stop)
            .ConfigureAwait(false);
        project.AllowedIps = ["203.0.113.7", "198.51.100.99"];
        var drift = await engine.PreviewAsync(diff: true).ConfigureAwait(false);
        Check("a plain preview shows the revoked grant", drift, Has(drift, "neonflow:postgres:Grant", "GRANT SELECT ON TABLE"));
        Check("and the table that left the publication", drift, Has(drift, "ALTER PUBLICATION \"estuary_orders\" ADD TABLE"));
        Check("and the edited allow list", drift, Has(drift, "neonflow:neon:IpAllow", "127.0.0.1"));

        Check(
            "and what to do about changes that are lost meanwhile",
            drift,
            drift.ExitCode != 0 && Has(drift, "Backfill = { [\"public.customers\"] = 1 }")
        );

        Say("up again, with that table captured again");
        engine.Config["quickstart:backfill"] = """{"public.customers":1}""";
        var repaired = await engine.UpAsync().ConfigureAwait(false);
        var quiet = await engine.PreviewAsync(expectNoChanges: true).ConfigureAwait(false);
        Check(
            "up repairs it",
            repaired,
            repaired.ExitCode == 0
                && quiet.ExitCode == 0
                && await Shop.CountAsync(
                        project,
                        $"SELECT count(*) FROM pg_publication_tables WHERE pubname = '{Objects}' AND tablename = 'customers'",
                        stop
                    )
                    .ConfigureAwait(false) == 1
                && project.IsAllowed(IPAddress.Loopback)
                && project.AllowedIps.Contains("198.51.100.99")
        );

        Say("a table is added to the program");
        engine.Config["quickstart:tables"] = """["public.orders","public.customers","public.payments"]""";
        var added = await engine.PreviewAsync(diff: true).ConfigureAwait(false);
        Check(
            "preview shows one added line, one ALTER PUBLICATION ... ADD TABLE, and no replacement",
            added,
            added.ExitCode == 0
                && Has(added, "ALTER PUBLICATION \"estuary_orders\" ADD TABLE ONLY \"public\".\"payments\"", "+ binding public.payments")
                && Count(added, "ADD TABLE") == 1
                && !Has(added, "+-")
                && AddedLines(added).All(static l => l.Contains("payments", StringComparison.Ordinal))
        );
        var before = Documents(Orders);
        var more = await engine.UpAsync().ConfigureAwait(false);
        await project
            .ExecuteAsOwnerAsync(
                "INSERT INTO public.orders (customer_id, amount, state) SELECT 1, 1, 'later' FROM generate_series(1, 10)",
                Shop.Database,
                stop
            )
            .ConfigureAwait(false);
        await CheckCountsAsync("up adds it, and its rows arrive", [(Payments, "payments"), (Orders, "orders")], stop).ConfigureAwait(false);
        Check(
            "nothing of the running stream is lost or doubled",
            more,
            more.ExitCode == 0 && Documents(Orders) == before + 10 && Distinct(Orders)
        );

        Say("a table without a primary key");
        engine.Config["quickstart:tables"] = """["public.orders","public.customers","public.payments","public.audit_log"]""";
        var keyless = await engine.PreviewAsync().ConfigureAwait(false);
        Check(
            "is refused with the SQL that fixes it",
            keyless,
            keyless.ExitCode != 0 && Has(keyless, "audit_log", "ALTER TABLE \"public\".\"audit_log\"", "PRIMARY KEY;")
        );
        var refused = await engine.UpAsync().ConfigureAwait(false);
        Check(
            "and up touches nothing",
            refused,
            refused.ExitCode != 0
                && await Shop.CountAsync(
                        project,
                        $"SELECT count(*) FROM pg_publication_tables WHERE pubname = '{Objects}' AND tablename = 'audit_log'",
                        stop
                    )
                    .ConfigureAwait(false) == 0
                && await Shop.CountAsync(
                        project,
                        "SELECT count(*) FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid = 'public.audit_log'::regclass AND "
                            + $"a.grantee = '{Objects}'::regrole",
                        stop
                    )
                    .ConfigureAwait(false) == 0
        );
        engine.Config["quickstart:tables"] = """["public.orders","public.customers","public.payments"]""";

        Say("a pooled host");
        engine.Config["quickstart:captureAddress"] = $"{project.PooledHost}:{project.PooledPort}";
        var pooled = await engine.PreviewAsync().ConfigureAwait(false);
        Check(
            "a pooled host is refused, and the direct one named",
            pooled,
            pooled.ExitCode != 0 && Has(pooled, "-pooler", project.DirectHost)
        );
        engine.Config["quickstart:captureAddress"] = "";

        Say("the role's password is rotated");
        var old = project.RolePassword(Objects);
        engine.Config["quickstart:rotation"] = "2026-12";
        var rotated = await engine.UpAsync().ConfigureAwait(false);
        await project
            .ExecuteAsOwnerAsync(
                "INSERT INTO public.orders (customer_id, amount, state) SELECT 1, 1, 'rotated' FROM generate_series(1, 5)",
                Shop.Database,
                stop
            )
            .ConfigureAwait(false);
        Check(
            "the password is rotated in place",
            rotated,
            rotated.ExitCode == 0 && project.RolePassword(Objects) is { } now && now != old && !Has(rotated, "+-")
        );
        await CheckCountsAsync("and the stream goes on", [(Orders, "orders")], stop).ConfigureAwait(false);

        Say("destroy");
        var destroyed = await engine.DestroyAsync().ConfigureAwait(false);
        Check(
            "destroy leaves no slot, publication, grant, role or capture",
            destroyed,
            destroyed.ExitCode == 0
                && await Shop.CountAsync(
                        project,
                        "SELECT (SELECT count(*) FROM pg_replication_slots) + (SELECT count(*) FROM pg_publication) + (SELECT count(*) "
                            + $"FROM pg_roles WHERE rolname = '{Objects}') + (SELECT count(*) FROM pg_class WHERE relname LIKE "
                            + "'%_watermarks')",
                        stop
                    )
                    .ConfigureAwait(false) == 0
                && cloud.Estuary.LiveNames().All(n => cloud.Estuary.LiveSpecOf(n)?["endpoint"] is null)
                && project.AllowedIps.ToHashSet().SetEquals(["203.0.113.7", "198.51.100.99"])
        );
        Check("logical replication stays on, and that is said", destroyed, project.LogicalReplication && Has(destroyed, "stays on"));

        await output.WriteLineAsync($"demo: {_held} of {_checks} checks held").ConfigureAwait(false);
        return _held == _checks ? 0 : 1;
    }

    private static bool Has(Said said, params string[] words) => words.All(w => said.Text.Contains(w, StringComparison.Ordinal));

    private static int Count(Said said, string word) => said.Text.Split(word).Length - 1;

    // The --diff tree marks an added list element with "+" before its index.
    private static IEnumerable<string> AddedLines(Said said) =>
        said.Text.Split('\n').Where(static l => l.TrimStart().StartsWith("+ [", StringComparison.Ordinal));

    private int Documents(string collection) => cloud.Estuary.Documents(collection).Count;

    private bool Distinct(string collection)
    {
        var places = cloud.Estuary.Documents(collection).Select(static d => Place(d)).ToList();
        return places.Count == places.Distinct().Count();
    }

    // Where a document comes from in the database's log (or the row of the backfill) names a change once and for all.
    private static string Place(JsonObject document) =>
        document["_meta"]?["source"]?["loc"]?.ToJsonString() + document["_meta"]?["op"] + document["id"];

    private async Task CheckCountsAsync(string what, (string Collection, string Table)[] pairs, CancellationToken stop)
    {
        var wanted = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (collection, table) in pairs)
        {
            wanted[collection] = await Shop.CountAsync(project, $"SELECT count(*) FROM public.{table}", stop).ConfigureAwait(false);
        }

        await CheckAsync(
                what,
                () => wanted.All(w => cloud.Estuary.Rows(w.Key).Count == w.Value),
                () => string.Join(", ", wanted.Select(w => $"{w.Key}: {cloud.Estuary.Rows(w.Key).Count} of {w.Value}"))
            )
            .ConfigureAwait(false);
    }

    private async Task CheckAsync(string what, Func<bool> holds, Func<string>? state = null)
    {
        var until = DateTime.UtcNow + Patience;
        while (!holds() && DateTime.UtcNow < until)
        {
            await Task.Delay(100).ConfigureAwait(false);
        }

        var held = holds();
        Check(
            what,
            new Said(0, held ? "" : string.Join("\n", [state?.Invoke() ?? "", .. cloud.Estuary.CaptureLog(CaptureName).TakeLast(15)])),
            held
        );
    }

    private async Task AdminAsync(string sql, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(project.AdminConnectionString(Shop.Database));
        await connection.OpenAsync(stop).ConfigureAwait(false);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(stop).ConfigureAwait(false);
    }

    private void Say(string what) => output.WriteLine($"\n== {what}");

    private void Check(string what, Said said, bool held)
    {
        _checks++;
        _held += held ? 1 : 0;
        output.WriteLine($"{(held ? "ok  " : "FAIL")} {what}");
        if (!held && said.Text.Length > 0)
        {
            output.WriteLine($"     exit {said.ExitCode}; it said:\n     {said.Text.TrimEnd().ReplaceLineEndings("\n     ")}");
        }
    }
}

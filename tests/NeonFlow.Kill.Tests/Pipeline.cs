using System.Diagnostics;
using System.Text.Json.Nodes;
using NeonFlow.Harness;
using NeonFlow.Testing.Estuary;
using NeonFlow.Testing.Neon;

namespace NeonFlow.Kill.Tests;

/// <summary>
/// The Quickstart program, its stack, and the world in which it runs: a whole pipeline from a shop's database to its collections.
/// </summary>
internal sealed class Pipeline : IAsyncDisposable
{
    private const string Shop = """
        CREATE TABLE public.customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);
        CREATE TABLE public.orders
          (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id bigint NOT NULL, amount numeric(10,2) NOT NULL);
        CREATE TABLE public.payments
          (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, order_id bigint NOT NULL, amount numeric(10,2) NOT NULL);
        INSERT INTO public.customers (name) SELECT 'customer ' || i FROM generate_series(1, 100) i;
        INSERT INTO public.orders (customer_id, amount) SELECT i, 1 FROM generate_series(1, 300) i;
        INSERT INTO public.payments (order_id, amount) SELECT i, 1 FROM generate_series(1, 150) i;
        """;

    /// <summary>Addresses that others put on the list before.</summary>
    public static readonly IReadOnlyList<string> Others = ["203.0.113.7"];

    // What is asserted is that it comes to rest, not how fast a busy machine is: the goal is five seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly ProjectCloud _shop;

    private Pipeline(ProjectCloud shop) => _shop = shop;

    /// <summary>Tables of the program. A change of it is an update of the pipeline.</summary>
    public IReadOnlyList<string> Tables { get; set; } = ["public.orders", "public.customers"];

    /// <summary>Rotation of the role's password.</summary>
    public string Rotation { get; set; } = "";

    /// <summary>The project's address list.</summary>
    public IReadOnlyList<string> Addresses
    {
        get => Project.AllowedIps;
        set => Project.AllowedIps = value;
    }

    private NeonProject Project => _shop.Project;

    private EstuaryCloud Estuary => _shop.Cloud.Estuary;

    private string State => _shop.Folder;

    private string StateFile => Path.Combine(State, ".pulumi", "stacks", "quickstart", "dev.json");

    public static async Task<Pipeline> StartAsync() => new(await ProjectCloud.ShopAsync(Shop, Others));

    /// <summary>Runs operations in an engine process of their own; it dies at the call that is named.</summary>
    public async Task<Ran> RunAsync(string operations, string? victim = null, string moment = "answered")
    {
        var mark = Guid.NewGuid().ToString("N");
        var calls = Path.Combine(State, mark + ".calls");
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                typeof(EngineHost).Assembly.Location,
                EngineHost.Word,
                operations,
                Checkout.File("examples", "Quickstart"),
                State,
                ProviderUnderTest.Executable,
                calls,
                victim ?? "-",
                moment,
                $"quickstart:projectId={Project.Id}",
                $"quickstart:rotation={Rotation}",
                "quickstart:deleteCollections=true",
                $"quickstart:tables={new JsonArray([.. Tables.Select(static t => (JsonNode)t)]).ToJsonString()}",
            },
        };
        foreach (var (name, value) in _shop.Cloud.Environment)
        {
            start.Environment[name] = value;
        }

        // Whatever the engine starts inherits it, and is known by it.
        start.Environment["NEONFLOW_KILL_RUN"] = mark;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = ReadAsync(process.StandardOutput);
        var errors = ReadAsync(process.StandardError);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException(
                $"{operations}{(victim is null ? "" : $", killed at {victim}")}, does not come to an end: {await output}{await errors}"
            );
        }

        return new(process.ExitCode, await output + await errors, File.Exists(calls) ? await File.ReadAllLinesAsync(calls) : [], mark);
    }

    /// <summary>
    /// How long it took until nothing of a dead engine was left: no process that it started, no session, no transaction, no lock on the
    /// database.
    /// </summary>
    public async Task<TimeSpan> AwaitNobodyAsync(Ran ran)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var left = Processes(ran.Mark)
                .Concat(
                    await SeenAsync(
                        "SELECT format('session %s %s %s', application_name, state, query) FROM pg_stat_activity WHERE application_name "
                            + "LIKE 'neonflow%' UNION ALL SELECT 'advisory lock' FROM pg_locks WHERE locktype = 'advisory'"
                    )
                )
                .ToList();
            if (left.Count == 0)
            {
                return clock.Elapsed;
            }

            Assert.True(clock.Elapsed < Patience, $"still there: {string.Join("; ", left)}");
            await Task.Delay(50);
        }
    }

    /// <summary>Operations that the state says were under way, as <c>creating type::name</c>.</summary>
    public async Task<IReadOnlyList<string>> PendingAsync()
    {
        if (!File.Exists(StateFile))
        {
            return [];
        }

        var state = JsonNode.Parse(await File.ReadAllTextAsync(StateFile))!;
        return
        [
            .. (state["checkpoint"]?["latest"]?["pending_operations"] as JsonArray ?? []).Select(static p =>
                $"{p!["type"]} "
                + $"{string.Join("::", p["resource"]!["urn"]!.GetValue<string>().Split("::")[^2..].Select(static u => u.Split('$')[^1]))}"
            ),
        ];
    }

    /// <summary>Removes the empty stack: what it remembers of pending operations is not for the next one.</summary>
    public void ForgetStack() => Directory.Delete(Path.Combine(State, ".pulumi"), recursive: true);

    public bool IsLocked() =>
        Directory.Exists(Path.Combine(State, ".pulumi", "locks"))
        && Directory.EnumerateFiles(Path.Combine(State, ".pulumi", "locks"), "*.json", SearchOption.AllDirectories).Any();

    /// <summary>Everything that the pipeline could have made or changed, one line each.</summary>
    public async Task<IReadOnlyList<string>> LookAsync()
    {
        // What Neon has accepted it finishes, whether who asked lives or not.
        await Project.WhenSettledAsync();

        var lines = await SeenAsync(Seen.Objects, "estuary");
        lines.AddRange(await SeenAsync(Seen.Marks, ""));
        lines.Add($"address list {string.Join(',', Addresses.Order(StringComparer.Ordinal))}");
        lines.AddRange(
            Estuary
                .LiveNames()
                .Where(static n => n.StartsWith("acmeCo/", StringComparison.Ordinal))
                .Select(n => $"live {n} {string.Join(',', Bindings(n).Select(static b => b!["target"]?.ToString()).Order())}")
        );
        return [.. lines.Order(StringComparer.Ordinal)];

        JsonArray Bindings(string name) => Estuary.LiveSpecOf(name)?["bindings"] as JsonArray ?? [];
    }

    /// <summary>Somebody orders something, whether an engine runs or not.</summary>
    public Task OrderAsync() =>
        Project.ExecuteAsOwnerAsync(
            "INSERT INTO public.orders (customer_id, amount) VALUES (1, 42); UPDATE public.customers SET name = name || '.' WHERE id = 1",
            "shop"
        );

    /// <summary>Every row of every table is in its collection, and no change is there twice.</summary>
    public async Task AwaitRowsAsync(string what)
    {
        foreach (var table in Tables)
        {
            var collection = $"acmeCo/shop/{table.Replace('.', '/')}";
            var rows = int.Parse(
                (await SeenAsync($"SELECT count(*)::text FROM {table}"))[0],
                System.Globalization.CultureInfo.InvariantCulture
            );
            var clock = Stopwatch.StartNew();
            while (Estuary.Rows(collection).Count != rows && clock.Elapsed < Patience)
            {
                await Task.Delay(50);
            }

            Assert.True(
                Estuary.Rows(collection).Count == rows,
                $"{what}: {Estuary.Rows(collection).Count} rows of {table} arrived of {rows}"
            );
            var places = Estuary
                .Documents(collection)
                .Select(static d => $"{d["_meta"]?["source"]?["loc"]?.ToJsonString()}{d["_meta"]?["op"]}{d["id"]}")
                .ToList();
            Assert.True(places.Count == places.Distinct().Count(), $"{what}: changes of {table} arrived twice");
        }
    }

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    private Task<List<string>> SeenAsync(string sql, string? parameter = null) => Project.LinesAsync("shop", sql, parameter);

    private static IEnumerable<string> Processes(string mark)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(static d => char.IsAsciiDigit(Path.GetFileName(d)[0])))
        {
            string environment,
                command;
            try
            {
                environment = File.ReadAllText(Path.Combine(folder, "environ"));
                command = File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ');
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                continue;
            }

            if (environment.Contains(mark, StringComparison.Ordinal) && command.Length > 0)
            {
                yield return $"process {Path.GetFileName(folder)} {command}";
            }
        }
    }

    // A process that outlives the engine keeps the pipe open; what it writes then is nobody's.
    private static async Task<string> ReadAsync(StreamReader from)
    {
        var text = new System.Text.StringBuilder();
        var buffer = new char[4096];
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(6));
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer, limit.Token)) > 0)
            {
                text.Append(buffer, 0, read);
            }
        }
        catch (OperationCanceledException)
        {
            text.Append("(cut off)");
        }

        return text.ToString();
    }
}

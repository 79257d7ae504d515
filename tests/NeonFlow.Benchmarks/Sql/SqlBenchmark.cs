using System.Diagnostics;
using System.Globalization;
using NeonFlow.Testing.Postgres;

namespace NeonFlow.Benchmarks.Sql;

/// <summary>
/// What the SQL resources take, through the provider's own port, against psql with statements that come to the same, on one server and in
/// one run. Figures are medians of rounds that alternate between the two.
/// </summary>
internal sealed class SqlBenchmark(PostgresServer server, string provider)
{
    private const int Rounds = 3;
    private const int Tables = 10_000;
    private const int Pipelines = 100;
    private const int Parallel = 16;
    private const string Many = "many";
    private const string Delay = "50 ms";

    private static readonly TimeSpan OneWay = TimeSpan.FromMilliseconds(25);

    private double _resident;

    /// <summary>Starts a server of its own, measures, and prints the table.</summary>
    public static async Task RunAsync(string provider)
    {
        await using var server = await PostgresServer.StartAsync(
            new()
            {
                Settings = new Dictionary<string, string>
                {
                    ["wal_level"] = "logical",
                    ["max_connections"] = "300",
                    ["max_locks_per_transaction"] = "1024",
                },
            }
        );
        Console.WriteLine($"PostgreSQL {server.Binaries.Version}, {Rounds} rounds");
        Console.WriteLine($"{"work", -62}{"provider", 10}{"psql", 10}{"ratio", 8}{"goal", 8}");
        var benchmark = new SqlBenchmark(server, provider);
        await benchmark.ManyTablesAsync();
        await benchmark.PipelinesAsync(1, TimeSpan.Zero, (1.2, 2, 2));
        await benchmark.PipelinesAsync(1, OneWay, (1.2, 2, 2));
        await benchmark.PipelinesAsync(Pipelines, TimeSpan.Zero, (3, 3, 3));
        await benchmark.PipelinesAsync(Pipelines, OneWay, (0.5, 0.5, 0.5));
    }

    private static void Row(string what, IReadOnlyList<double> ours, IReadOnlyList<double> theirs, double goal)
    {
        var (a, b) = (Median(ours), Median(theirs));
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{what, -62}{a, 8:0.00} s{b, 8:0.00} s{a / b, 8:0.00}{goal, 8:0.0}")
        );
    }

    private static double Median(IReadOnlyList<double> values) => values.Order().ElementAt(values.Count / 2);

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    // Each operation of the engine has a process of its own; its start is not what is measured here.
    private async Task<double> TimeAsync(string database, int port, Func<ProviderProcess, Task> work)
    {
        await using var process = await ProviderProcess.StartAsync(provider, server, database, port);
        var time = await TimeAsync(() => work(process));
        _resident = Math.Max(_resident, process.Resident);
        return time;
    }

    private async Task ManyTablesAsync()
    {
        await server.ExecuteAsync("CREATE ROLE reader");
        await server.ExecuteAsync("CREATE DATABASE many");
        for (var i = 0; i <= Tables; i += 1000)
        {
            await server.ExecuteAsync(
                $"DO $$ BEGIN FOR i IN {i} .. {Math.Min(i + 999, Tables)} LOOP EXECUTE format('CREATE TABLE t%s (id int PRIMARY KEY)', i); "
                    + "END LOOP; END $$",
                Many
            );
        }

        await server.ExecuteAsync("ANALYZE", Many);
        var psql = new Psql(server, Many, server.Port);
        var names = Enumerable.Range(0, Tables).Select(static i => $"public.t{i}").ToList();
        IReadOnlyList<string> more = [.. names, $"public.t{Tables}"];
        await MeasureAsync(
            $"publication of {Tables} tables",
            psql,
            new("postgres:Publication", static t => SqlResource.Publication("ours", t)),
            (names, more),
            (
                static t => $"CREATE PUBLICATION ours FOR TABLE {string.Join(", ", t)} WITH (publish_via_partition_root = true)",
                "SELECT n.nspname, c.relname, c.relreplident, EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary) "
                    + "FROM pg_publication_rel r JOIN pg_class c ON c.oid = r.prrelid JOIN pg_namespace n ON n.oid = c.relnamespace",
                static t => $"ALTER PUBLICATION ours ADD TABLE {t}",
                "DROP PUBLICATION ours"
            )
        );
        await MeasureAsync(
            $"grant on {Tables} named tables",
            psql,
            new("postgres:Grant", static t => SqlResource.Grant("reader", t)),
            (names, more),
            (
                static t => $"GRANT USAGE ON SCHEMA public TO reader; GRANT SELECT ON {string.Join(", ", t)} TO reader",
                "SELECT n.nspname, c.relname, c.relacl FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' "
                    + "AND n.nspname = 'public'",
                static t => $"GRANT SELECT ON {t} TO reader",
                "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM reader; REVOKE USAGE ON SCHEMA public FROM reader"
            )
        );
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"  most resident memory of a process so far: {_resident:0} MB (goal 90)")
        );
    }

    private async Task MeasureAsync(
        string what,
        Psql psql,
        SqlKind kind,
        (IReadOnlyList<string> Some, IReadOnlyList<string> More) tables,
        (Func<IReadOnlyList<string>, string> Create, string Read, Func<string, string> Add, string Drop) sql
    )
    {
        var (create, same, add) = (Figures(), Figures(), Figures());
        for (var i = 0; i < Rounds; i++)
        {
            var resource = new SqlResource(kind.Token, "it");
            create.Ours.Add(await TimeAsync(Many, server.Port, o => resource.UpAsync(o, kind.Inputs(tables.Some))));
            same.Ours.Add(await TimeAsync(Many, server.Port, o => resource.PlanAsync(o, kind.Inputs(tables.Some))));
            add.Ours.Add(await TimeAsync(Many, server.Port, o => resource.UpAsync(o, kind.Inputs(tables.More))));
            await TimeAsync(Many, server.Port, resource.DestroyAsync);

            create.Theirs.Add(await TimeAsync(() => psql.RunAsync(sql.Create(tables.Some))));
            same.Theirs.Add(await TimeAsync(() => psql.RunAsync(sql.Read)));
            add.Theirs.Add(await TimeAsync(() => psql.RunAsync($"{sql.Read};\n{sql.Add(tables.More[^1])}")));
            await psql.RunAsync(sql.Drop);
        }

        Row($"{what}: create", create.Ours, create.Theirs, 1.5);
        Row("  unchanged plan", same.Ours, same.Theirs, 1.5);
        Row("  one table more", add.Ours, add.Theirs, 1.5);
    }

    private static (List<double> Ours, List<double> Theirs) Figures() => ([], []);

    private async Task PipelinesAsync(int count, TimeSpan oneWay, (double Create, double Plan, double Destroy) goals)
    {
        var database = $"pipelines_{count}_{(int)oneWay.TotalMilliseconds}";
        await server.ExecuteAsync($"CREATE DATABASE {database}");
        await server.ExecuteAsync("CREATE TABLE orders (id int PRIMARY KEY); CREATE TABLE customers (id int PRIMARY KEY)", database);
        for (var i = 0; i < count; i++)
        {
            await server.ExecuteAsync($"DO $$ BEGIN CREATE ROLE capture_{i}; EXCEPTION WHEN duplicate_object THEN END $$");
        }

        await using var line = DelayLine.Open(server.Port, oneWay);
        var psql = new Psql(server, database, line.Port);
        var (create, plan, destroy) = (Figures(), Figures(), Figures());
        for (var round = 0; round < Rounds; round++)
        {
            var pipelines = Enumerable.Range(0, count).Select(i => new SqlPipeline(i)).ToList();
            create.Ours.Add(await TimeAsync(database, line.Port, o => EachAsync(pipelines, p => p.UpAsync(o))));
            plan.Ours.Add(await TimeAsync(database, line.Port, o => EachAsync(pipelines, p => p.PlanAsync(o))));
            destroy.Ours.Add(await TimeAsync(database, line.Port, o => EachAsync(pipelines, p => p.DestroyAsync(o))));

            create.Theirs.Add(await TimeAsync(() => psql.RunAsync(string.Join('\n', pipelines.Select(static p => p.CreateSql)))));
            plan.Theirs.Add(await TimeAsync(() => psql.RunAsync(string.Join('\n', pipelines.Select(static p => p.ReadSql)))));
            destroy.Theirs.Add(await TimeAsync(() => psql.RunAsync(string.Join('\n', pipelines.Select(static p => p.DropSql)))));
        }

        var what = $"{count} pipeline{(count == 1 ? "" : "s")}{(oneWay > TimeSpan.Zero ? $" at {Delay}" : "")}";
        Row($"{what}: create", create.Ours, create.Theirs, goals.Create);
        Row("  unchanged plan", plan.Ours, plan.Theirs, goals.Plan);
        Row("  destroy", destroy.Ours, destroy.Theirs, goals.Destroy);
    }

    private static Task EachAsync(IReadOnlyList<SqlPipeline> pipelines, Func<SqlPipeline, Task> work) =>
        System.Threading.Tasks.Parallel.ForEachAsync(
            pipelines,
            new ParallelOptions { MaxDegreeOfParallelism = Parallel },
            async (p, _) => await work(p)
        );

    private sealed record SqlKind(string Token, Func<IReadOnlyList<string>, Google.Protobuf.WellKnownTypes.Struct> Inputs);
}

using System.Globalization;
using System.Text.Json;
using NeonFlow.Postgres.Facts;

namespace NeonFlow.Postgres.Tests;

/// <summary>
/// How the work of the server grows with the number of tables: the rows that the nodes of a plan touch, which no load of the machine
/// changes. The catalogue of a new database has no statistics yet, as in the first run of a program.
/// </summary>
public sealed class WorkTests(ServerFixture fixture, ITestOutputHelper output)
{
    private const int Few = 300;
    private const int Times = 4;

    // Four times the tables are four times the work, and sixteen times where each table looks through all of them.
    private const double Most = Times * 1.5;

    // Rows for each table. A plan that looks through a small catalogue for each of a few tables says nothing about many.
    private const double MostForEach = 400;

    [Fact]
    public async Task Four_times_the_tables_are_four_times_the_work()
    {
        var few = await WorkAsync(Few);
        var many = await WorkAsync(Few * Times);
        foreach (var (query, rows) in many)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{query}: {few[query]} and {rows} rows"));
        }

        Assert.All(many, m => Assert.InRange(m.Value / (Few * Times), 0, MostForEach));
        Assert.All(few, f => Assert.InRange(many[f.Key] / f.Value, 0, Most));
    }

    private async Task<Dictionary<string, double>> WorkAsync(int tables)
    {
        var role = $"work_{tables}";
        var address = await fixture.DatabaseAsync(
            $"CREATE ROLE {role}",
            $$"""
            DO $$ BEGIN
              FOR i IN 1..{{tables}} LOOP EXECUTE pg_catalog.format('CREATE TABLE public.t%s (id int PRIMARY KEY)', i); END LOOP;
              CREATE TABLE public.parts (id int PRIMARY KEY) PARTITION BY RANGE (id);
              FOR i IN 1..{{tables / 4}} LOOP
                EXECUTE pg_catalog.format('CREATE TABLE public.part%s PARTITION OF public.parts FOR VALUES FROM (%s) TO (%s)', i, i, i + 1);
              END LOOP;
            END $$
            """,
            $"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}",
            """
            DO $$ BEGIN EXECUTE (SELECT 'CREATE PUBLICATION named FOR TABLE ' || pg_catalog.string_agg('public.' || c.relname, ', ')
              || ' WITH (publish_via_partition_root = true)' FROM pg_catalog.pg_class c WHERE c.relkind IN ('r', 'p')
                AND c.relnamespace = 'public'::regnamespace AND NOT c.relispartition); END $$
            """,
            "CREATE PUBLICATION every FOR ALL TABLES"
        );
        IReadOnlyList<TableName> there = [.. Enumerable.Range(1, tables).Select(static i => new TableName("public", $"t{i}"))];
        IReadOnlyList<TableName> missing = [.. there.Select(static t => t with { Name = t.Name.ToUpperInvariant() })];
        IReadOnlyList<TableName> parts = [.. Enumerable.Range(1, tables / 4).Select(static i => new TableName("public", $"part{i}"))];
        return await fixture.ReadAsync(
            address,
            async (session, stop) =>
            {
                var version = session.ServerVersion;
                var work = new Dictionary<string, double>();
                await AddAsync("tables", TableFacts.Query(there, role, "named", version));
                await AddAsync("partitions", TableFacts.Query(parts, role, "named", version));
                await AddAsync("tables, judged whole", TableFacts.Faults(there, "named", version, whole: true, null));
                await AddAsync("tables, judged as published", TableFacts.Faults(there, "named", version, whole: false, null));
                await AddAsync("partitions, judged as published", TableFacts.Faults(parts, "named", version, whole: false, null));
                await AddAsync("tables that are missing", TableFacts.Query(missing, role, "named", version));
                await AddAsync("tables as captured", CapturedTableFacts.Query(there, role, "named", version));
                await AddAsync("partitions as captured", CapturedTableFacts.Query(parts, role, "named", version));
                await AddAsync("members", PublicationFacts.Members("named", version, "id:23"));
                await AddAsync("refused now", IdentityFault.Of("named", version));
                await AddAsync("refused now, of all tables", IdentityFault.Of("every", version));
                await AddAsync("suspects now", IdentityFault.SuspectsOf("named", version));
                await AddAsync("suspects now, of all tables", IdentityFault.SuspectsOf("every", version));
                await AddAsync("suspects covered", IdentityFault.SuspectsCovered(["public"]));
                await AddAsync("covered", IdentityFault.Covered(["public"], "named", null));
                await AddAsync("covered without changes", UnstreamedTable.Covered(["public"]));
                await AddAsync("privileges", RelationPrivilegeFacts.Query(role, false, "public"));
                return work;

                async Task AddAsync<T>(string what, FactQuery<T> query)
                {
                    var explain = new FactQuery<string>(
                        $"explain (analyze, timing off, costs off, format json) {query.Sql}",
                        static r => r.GetString(0),
                        [.. query.Parameters]
                    );
                    using var plan = JsonDocument.Parse((await session.ReadAsync(explain, stop))[0]);
                    work[what] = RowsOf(plan.RootElement[0].GetProperty("Plan"));
                }
            }
        );
    }

    // All rows that the node and those below it looked at, in all of their loops.
    private static double RowsOf(JsonElement node) =>
        Number(node, "Actual Loops")
            * (
                1
                + Number(node, "Actual Rows")
                + Number(node, "Rows Removed by Filter")
                + Number(node, "Rows Removed by Join Filter")
                + Number(node, "Rows Removed by Index Recheck")
            )
        + (node.TryGetProperty("Plans", out var plans) ? plans.EnumerateArray().Sum(RowsOf) : 0);

    private static double Number(JsonElement node, string name) => node.TryGetProperty(name, out var value) ? value.GetDouble() : 0;
}

using System.Globalization;
using System.Text.Json.Nodes;
using NeonFlow.Harness;
using Npgsql;

namespace NeonFlow.Functional.Tests.Random;

/// <summary>Rows of the shop's tables: changed at random, each change counted, and compared with what was captured.</summary>
internal sealed class ShopRows(ProjectCloud shop, System.Random random)
{
    private readonly Dictionary<string, int> _changes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<int>> _deleted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<int>> _lingering = new(StringComparer.Ordinal);
    private readonly HashSet<string> _uncounted = new(StringComparer.Ordinal);
    private int _next = 100;

    public static readonly IReadOnlyList<string> Tables = ["public.t1", "public.t2", "public.t3", "public.t4"];

    public static string Sql { get; } =
        string.Concat(
            Tables.Select(static t =>
                $"CREATE TABLE {t} (id int PRIMARY KEY, v int NOT NULL); INSERT INTO {t} SELECT i, 0 FROM generate_series(1, 5) i;"
            )
        );

    /// <summary>Changes of each table since they were taken last; a table whose changes could not be counted is not in it.</summary>
    public IReadOnlyDictionary<string, int> TakeChanges()
    {
        var taken = Tables.Except(_uncounted).ToDictionary(static t => t, t => _changes.GetValueOrDefault(t));
        _changes.Clear();
        _uncounted.Clear();
        return taken;
    }

    /// <summary>Inserts, updates and deletes single rows, each in a transaction of its own.</summary>
    /// <param name="changes">How many.</param>
    /// <param name="stop">Ends it early, between two changes.</param>
    public async Task ChangeAsync(int changes, CancellationToken stop = default)
    {
        for (var i = 0; i < changes && !stop.IsCancellationRequested; i++)
        {
            var table = Tables[random.Next(Tables.Count)];
            var id = ++_next;
            var sql = random.Next(3) switch
            {
                0 => $"INSERT INTO {table} VALUES ({id}, {id}) RETURNING id",
                1 => $"UPDATE {table} SET v = {id} WHERE id = (SELECT min(id) FROM {table} WHERE id > {random.Next(_next)}) RETURNING id",
                _ => $"DELETE FROM {table} WHERE id = (SELECT min(id) FROM {table} WHERE id > {random.Next(_next)}) RETURNING id",
            };
            try
            {
                var changed = await shop.Project.Server.ScalarAsync<int?>(sql, "shop");
                Count(table, changed, sql.StartsWith("DELETE", StringComparison.Ordinal));
            }
            catch (NpgsqlException)
            {
                // Neon restarts a compute, and ends sessions: nobody knows whether it was committed.
                _uncounted.Add(table);
            }
        }
    }

    /// <summary>
    /// A table was captured again from the start: its collection keeps rows that were deleted while nobody listened, as Estuary does.
    /// </summary>
    public void CapturedAgain(string table, string collection) =>
        _lingering[collection] = [.. _lingering.GetValueOrDefault(collection) ?? [], .. _deleted.GetValueOrDefault(table) ?? []];

    /// <summary>Waits until the collection holds every row of the table, and no other row that may not be there.</summary>
    public async Task ArriveAsync(string table, string collection)
    {
        var expected = await RowsAsync(table);
        var lingering = _lingering.GetValueOrDefault(collection) ?? [];
        await shop.Cloud.Estuary.WaitForRowsAsync(
            collection,
            rows =>
            {
                var captured = rows.ToDictionary(static r => Number(r["id"]), static r => Number(r["v"]));
                return expected.All(e => captured.TryGetValue(e.Key, out var v) && v == e.Value)
                    && captured.Keys.All(id => expected.ContainsKey(id) || lingering.Contains(id));
            }
        );
    }

    /// <summary>The table under the same name, made anew with the same rows.</summary>
    public Task SwapAsync(string table) =>
        shop.Project.Server.ExecuteAsync(
            $"""
            CREATE TABLE public.swapped (LIKE {table} INCLUDING ALL);
            INSERT INTO public.swapped SELECT * FROM {table};
            DROP TABLE {table};
            ALTER TABLE public.swapped RENAME TO {table.Split('.')[1]};
            ALTER TABLE {table} OWNER TO {shop.Project.OwnerRole};
            """,
            "shop"
        );

    private void Count(string table, int? changed, bool isDelete)
    {
        if (changed is not { } id)
        {
            return;
        }

        _changes[table] = _changes.GetValueOrDefault(table) + 1;
        if (isDelete)
        {
            (_deleted.TryGetValue(table, out var gone) ? gone : _deleted[table] = []).Add(id);
        }
    }

    private async Task<Dictionary<int, int>> RowsAsync(string table)
    {
        var json = await shop.Project.Server.ScalarAsync<string>($"SELECT coalesce(json_agg(t), '[]')::text FROM {table} t", "shop");
        return JsonNode.Parse(json!)!.AsArray().ToDictionary(static r => Number(r!["id"]), static r => Number(r!["v"]));
    }

    private static int Number(JsonNode? value) => int.Parse(value!.ToString(), CultureInfo.InvariantCulture);
}

using NeonFlow.Harness;
using NeonFlow.Postgres.Facts;
using NeonFlow.Testing.Postgres;
using Npgsql;

namespace NeonFlow.Postgres.Tests;

/// <summary>
/// What the catalogue says of UPDATE and DELETE on published tables is what the server says, for every way of publishing, on every major
/// that is on this machine.
/// </summary>
public sealed class IdentityVerdictTests
{
    private const int Publications = 60;

    // Runs what the application would run, and answers with the SQLSTATE.
    private const string Ask = """
        CREATE FUNCTION public.ask(statement text) RETURNS text LANGUAGE plpgsql AS $$
        BEGIN EXECUTE statement; RETURN ''; EXCEPTION WHEN OTHERS THEN RETURN SQLSTATE; END $$
        """;

    public static TheoryData<int> Majors => [.. PostgresMajors.Here];

    [Theory]
    [MemberData(nameof(Majors))]
    public async Task The_verdict_of_the_catalogue_is_the_servers(int major)
    {
        await using var server = await PostgresServer.StartAsync(
            PostgresServerOptions.Logical with
            {
                Binaries = PostgresBinaries.FindMajor(major),
            }
        );
        await using var sessions = new PostgresSessions();
        var address = new PostgresAddress(server.Host, server.Port, "postgres", server.SuperuserName, TlsMode.Disable)
        {
            Password = server.SuperuserPassword,
        };
        var cases = new IdentityCases(20 + major, major);
        await server.ExecuteAsync(Ask);
        foreach (var statement in cases.Setup())
        {
            await server.ExecuteAsync(statement);
        }

        var (made, kinds) = (0, new HashSet<IdentityFaultKind>());
        for (var i = 0; i < Publications; i++)
        {
            var create = cases.Publication($"p{i}", out var tables, out var schemas, out var whole);
            var generated = create.Contains("publish_generated_columns", StringComparison.Ordinal);
            var planned = await sessions.ReadAsync(
                address,
                new SessionOptions(),
                async (s, stop) =>
                {
                    var batch = new FactBatch();
                    var named = TableFacts.Add(batch, tables, null, $"p{i}", s.ServerVersion, whole: true, generated: generated);
                    var covered = IdentityFault.AddCovered(batch, schemas, $"p{i}", generated);
                    await s.ReadAsync(batch, stop);
                    return named().SelectMany(static t => t.IdentityFaults).Concat(covered.Rows).ToList();
                },
                CancellationToken.None
            );
            try
            {
                await server.ExecuteAsync(create);
            }
            catch (PostgresException)
            {
                continue;
            }

            made++;
            var (faults, listed) = await sessions.ReadAsync(
                address,
                new SessionOptions(),
                async (s, stop) =>
                {
                    var batch = new FactBatch();
                    var now = IdentityFault.AddOf(batch, $"p{i}", s.ServerVersion);
                    var named = TableFacts.Add(batch, tables, null, $"p{i}", s.ServerVersion);
                    await s.ReadAsync(batch, stop);
                    return (now.Rows, named());
                },
                CancellationToken.None
            );
            kinds.UnionWith(faults.Select(static f => f.Kind));
            var refused = await RefusedAsync(server, cases.Leaves);
            Assert.Equal(refused, Lines(faults));
            if (!create.Contains("publish = 'insert'", StringComparison.Ordinal))
            {
                if (whole)
                {
                    Assert.Equal(refused, Lines(planned));
                }

                Assert.Subset(Set(refused), Set(Lines([.. listed.SelectMany(static t => t.IdentityFaults)])));
            }

            await server.ExecuteAsync($"DROP PUBLICATION p{i}");
        }

        Assert.True(made > Publications / 2, $"only {made} publications were made");
        IdentityFaultKind[] always =
        [
            IdentityFaultKind.NoKey,
            IdentityFaultKind.DeferrableKey,
            IdentityFaultKind.InvalidKey,
            IdentityFaultKind.Nothing,
            IdentityFaultKind.NoIndex,
        ];
        Assert.Superset(
            new HashSet<IdentityFaultKind>([
                .. always,
                .. major >= 15 ? new[] { IdentityFaultKind.ColumnList, IdentityFaultKind.RowFilter } : [],
                .. major >= 18 ? new[] { IdentityFaultKind.GeneratedColumn } : [],
            ]),
            kinds
        );
    }

    private static string Lines(IReadOnlyList<IdentityFault> faults) =>
        string.Join('\n', faults.Select(static f => $"{f.Leaf} {f.SqlState}").Distinct().Order(StringComparer.Ordinal));

    private static HashSet<string> Set(string lines) => [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    private static async Task<string> RefusedAsync(PostgresServer server, IReadOnlyList<TableName> leaves)
    {
        await using var connection = await server.OpenAsync();
        await using var batch = new NpgsqlBatch(connection);
        foreach (var leaf in leaves)
        {
            batch.BatchCommands.Add(
                new("SELECT public.ask($1), public.ask($2)")
                {
                    Parameters =
                    {
                        new() { Value = $"EXPLAIN UPDATE ONLY {leaf.Sql} SET v = v WHERE false" },
                        new() { Value = $"EXPLAIN DELETE FROM ONLY {leaf.Sql} WHERE false" },
                    },
                }
            );
        }

        await using var reader = await batch.ExecuteReaderAsync();
        var lines = new List<string>();
        foreach (var leaf in leaves)
        {
            Assert.True(await reader.ReadAsync());
            if (new[] { reader.GetString(0), reader.GetString(1) }.FirstOrDefault(static s => s.Length > 0) is { } state)
            {
                lines.Add($"{leaf} {state}");
            }

            await reader.NextResultAsync();
        }

        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }
}

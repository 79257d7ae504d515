using System.CommandLine;
using NeonFlow.Cli.Local;
using NeonFlow.Testing.Engine;
using Npgsql;

namespace NeonFlow.Cli.Commands;

/// <summary><c>neonflow sql</c>: statements for the database of the local cloud, where no psql is installed.</summary>
internal static class SqlCommand
{
    public static Command Create()
    {
        var sql = new Argument<string?>("statements")
        {
            Description = "One or more SQL statements. Default: what stands on standard input.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("sql", "Runs statements in the database of the local cloud that runs, as its owner.") { sql };
        command.SetAction(
            async (parsed, stop) =>
            {
                var text = parsed.GetValue(sql) ?? await Console.In.ReadToEndAsync(stop).ConfigureAwait(false);
                try
                {
                    var connection = new NpgsqlConnection(ConnectionString());
                    await using (connection.ConfigureAwait(false))
                    {
                        await connection.OpenAsync(stop).ConfigureAwait(false);
                        await PrintAsync(connection, text, stop).ConfigureAwait(false);
                        return 0;
                    }
                }
                catch (PostgresException refused)
                {
                    var hint = refused.Hint is { } said ? $" ({said})" : "";
                    throw new EngineException($"{refused.Severity} {refused.SqlState}: {refused.MessageText}{hint}", refused);
                }
                catch (NpgsqlException failure)
                {
                    throw new EngineException(
                        $"no database answers ({failure.InnerException?.Message ?? failure.Message}); {LocalAddresses.Database} names it: "
                            + "start it with `neonflow local`",
                        failure
                    );
                }
            }
        );
        return command;
    }

    private static async Task PrintAsync(NpgsqlConnection connection, string text, CancellationToken stop)
    {
        var command = new NpgsqlCommand(text, connection) { AllResultTypesAreUnknown = true };
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(stop).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                do
                {
                    var rows = new List<string[]>();
                    while (await reader.ReadAsync(stop).ConfigureAwait(false))
                    {
                        rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : reader.GetString(i))]);
                    }

                    if (reader.FieldCount > 0)
                    {
                        string[] columns = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
                        foreach (var line in rows.Count == 0 ? ["no rows"] : RowTable.Lines(columns, rows))
                        {
                            Console.WriteLine(line);
                        }
                    }
                } while (await reader.NextResultAsync(stop).ConfigureAwait(false));

                if (reader.RecordsAffected >= 0)
                {
                    Console.WriteLine($"{reader.RecordsAffected} row{(reader.RecordsAffected == 1 ? "" : "s")} changed");
                }
            }
        }
    }

    private static string ConnectionString()
    {
        if (
            Environment.GetEnvironmentVariable(LocalAddresses.Database) is not { Length: > 0 } text
            || !Uri.TryCreate(text, UriKind.Absolute, out var url)
            || url.UserInfo.Split(':') is not [var user, var password]
        )
        {
            throw LocalAddresses.Missing(LocalAddresses.Database);
        }

        return new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = url.Port,
            Username = Uri.UnescapeDataString(user),
            Password = Uri.UnescapeDataString(password),
            Database = Uri.UnescapeDataString(url.AbsolutePath[1..]),
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
            Pooling = false,
        }.ConnectionString;
    }
}

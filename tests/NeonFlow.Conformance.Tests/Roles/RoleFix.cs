using NeonFlow.Testing.Postgres;
using Npgsql;

namespace NeonFlow.Conformance.Tests.Roles;

/// <summary>Statements of a printed fix, and the role that is told to run them; null: a superuser.</summary>
internal sealed record RoleFix(string? As, string Statements)
{
    private const string Head = "-- as ";
    private const string Other = "-- or";
    private const string OfDatabase = "the owner of the database";
    private const string Superuser = "as a superuser";

    /// <summary>Those of a refusal, which follow a line <c>-- as somebody:</c> and end with the fix or with an alternative.</summary>
    public static IEnumerable<RoleFix> In(string refusal, string owner)
    {
        RoleFix? open = null;
        foreach (var line in refusal.Split('\n').Select(static l => l.Trim().Replace("fix: ", "", StringComparison.Ordinal)))
        {
            if (open is not null && line.EndsWith(';'))
            {
                open = open with { Statements = $"{open.Statements}{line}\n" };
                continue;
            }

            if (open is not null)
            {
                yield return open;
                open = null;
            }

            if (line.StartsWith(Head, StringComparison.Ordinal) && line.EndsWith(':'))
            {
                var role = line[Head.Length..^1];
                open = new(role == OfDatabase ? owner : role, "");
            }
            else if (line.StartsWith(Other, StringComparison.Ordinal) && line.Contains(Superuser, StringComparison.Ordinal))
            {
                open = new(null, "");
            }
        }

        if (open is not null)
        {
            yield return open;
        }
    }

    /// <summary>Why the statements do nothing when a role runs them; null where they do what they say.</summary>
    public async Task<string?> FaultAsync(PostgresServer server, string database, string? role)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString(database));
        await connection.OpenAsync();
        string? warning = null;
        connection.Notice += (_, e) => warning ??= e.Notice.Severity == "WARNING" ? e.Notice.MessageText : null;
        await using var transaction = await connection.BeginTransactionAsync();
        try
        {
            var acting = role is null ? "" : $"SET LOCAL SESSION AUTHORIZATION \"{role}\";\n";
            await using var command = new NpgsqlCommand(acting + Statements, connection);
            await command.ExecuteNonQueryAsync();
            return warning;
        }
        catch (PostgresException e)
        {
            return e.MessageText;
        }
    }
}

using NeonFlow.Testing.Neon;
using Npgsql;

namespace NeonFlow.Harness;

/// <summary>Looks into a project's database, past everything that might keep one from seeing.</summary>
internal static class Looking
{
    /// <summary>The first column of what a query finds, as a superuser.</summary>
    /// <param name="project">The project.</param>
    /// <param name="database">Its database.</param>
    /// <param name="sql">The query.</param>
    /// <param name="parameter"><c>$1</c>, where it has one.</param>
    public static async Task<List<string>> LinesAsync(this NeonProject project, string database, string sql, string? parameter = null)
    {
        var lines = new List<string>();
        await using var connection = await project.Server.OpenAsync(database);
        await using var command = new NpgsqlCommand(sql, connection);
        if (parameter is not null)
        {
            command.Parameters.AddWithValue(parameter);
        }

        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        return lines;
    }
}

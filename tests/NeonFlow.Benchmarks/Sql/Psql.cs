using System.Diagnostics;
using System.Globalization;
using NeonFlow.Testing.Postgres;

namespace NeonFlow.Benchmarks.Sql;

/// <summary>psql, one process and one session for each script.</summary>
internal sealed class Psql(PostgresServer server, string database, int port)
{
    public async Task RunAsync(string script)
    {
        var start = new ProcessStartInfo("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-o", "/dev/null", "-f", "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            Environment =
            {
                ["PGHOST"] = server.Host,
                ["PGPORT"] = port.ToString(CultureInfo.InvariantCulture),
                ["PGDATABASE"] = database,
                ["PGUSER"] = server.SuperuserName,
                ["PGPASSWORD"] = server.SuperuserPassword,
                ["PGSSLMODE"] = "disable",
            },
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(script + ";\n");
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"psql: {await errors}");
        }
    }
}

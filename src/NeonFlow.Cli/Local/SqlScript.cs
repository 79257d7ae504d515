using NeonFlow.Testing.Engine;
using NeonFlow.Testing.Neon;
using Npgsql;

namespace NeonFlow.Cli.Local;

/// <summary>A file of SQL statements for the local database.</summary>
internal sealed record SqlScript(string Path, string Text)
{
    /// <summary>Reads all files before anything is started.</summary>
    public static IReadOnlyList<SqlScript> ReadAll(IEnumerable<FileInfo> files)
    {
        var scripts = new List<SqlScript>();
        foreach (var file in files)
        {
            try
            {
                scripts.Add(new($"{file}", File.ReadAllText(file.FullName)));
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw new EngineException($"--sql {file}: {failure.Message}", failure);
            }
        }

        return scripts;
    }

    /// <summary>Runs it as the owner of the database.</summary>
    public async Task RunAsync(NeonProject project, string database, CancellationToken stop)
    {
        try
        {
            await project.ExecuteAsOwnerAsync(Text, database, stop).ConfigureAwait(false);
        }
        catch (PostgresException refused)
        {
            throw new EngineException($"{Path}: {refused.Severity} {refused.SqlState}: {refused.MessageText}", refused);
        }
    }
}

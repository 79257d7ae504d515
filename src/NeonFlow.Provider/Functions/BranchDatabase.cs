using NeonFlow.Neon;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Functions;

/// <summary>The database of a Neon branch that a function is asked about; the arguments are called alike in all of them.</summary>
internal static class BranchDatabase
{
    private static readonly string ProjectArgument = PropertyPath.Of(nameof(GetDatabaseArgs.ProjectId));
    private static readonly string BranchArgument = PropertyPath.Of(nameof(GetDatabaseArgs.BranchId));
    private static readonly string DatabaseArgument = PropertyPath.Of(nameof(GetDatabaseArgs.Database));

    /// <summary>Reports a name that nothing on Neon can have.</summary>
    public static void CheckName<T>(CheckContext<T> context, string path, string? name)
    {
        if (context.IsKnown(path) && name is not null && NeonNames.NameProblem(name) is { } problem)
        {
            context.Fail(NeonDiagnostics.BadName, path, $"{path} cannot be used: {problem}.");
        }
    }

    /// <summary>
    /// The branch and the database that are meant, with an answer made of them. Failures are diagnostics at the argument that is wrong.
    /// </summary>
    /// <param name="neon">The API.</param>
    /// <param name="asked">Project, branch (null: the default one) and database (null: the only one).</param>
    /// <param name="answer">Makes the answer.</param>
    /// <param name="answerPath">Argument that is wrong where <paramref name="answer"/> finds nothing.</param>
    /// <param name="stop">Ends the calls.</param>
    public static async Task<TAnswer> AnswerAsync<TAnswer>(
        NeonClient neon,
        (NeonProjectId Project, NeonBranchId? Branch, string? Database) asked,
        Func<NeonBranchId, NeonDatabase, Task<TAnswer>> answer,
        string answerPath,
        CancellationToken stop
    )
    {
        var path = ProjectArgument;
        try
        {
            var branch = await neon.BranchAsync(asked.Project, asked.Branch, stop);
            path = asked.Branch is null ? ProjectArgument : BranchArgument;
            var all = await neon.ListDatabasesAsync(asked.Project, branch, stop);
            var database =
                asked.Database is { } wanted ? all.Named(wanted, asked.Project, branch, DatabaseArgument)
                : all.Count == 1 ? all[0]
                : throw Ambiguous(asked.Project, branch, all);
            path = answerPath;
            return await answer(branch, database);
        }
        catch (NeonException failure)
        {
            throw new DiagnosticException(NeonFailures.Read(failure, path), failure);
        }
    }

    /// <summary>Tells the program view that these are one server.</summary>
    public static void Tell(IProgramView program, (NeonProjectId Project, NeonBranchId? Branch) asked, NeonBranchId branch, string database)
    {
        program.SameServer(NeonId.PlaceOf(asked.Project, asked.Branch), NeonId.PlaceOf(asked.Project, branch));
        program.SameServer(NeonId.PlaceOf(asked.Project, branch), database);
    }

    private static DiagnosticException Ambiguous(NeonProjectId project, NeonBranchId branch, IReadOnlyList<NeonDatabase> all) =>
        new(
            new Diagnostic(
                NeonDiagnostics.Ambiguous,
                DatabaseArgument,
                $"The branch {branch} of project {project} has {all.Count} databases "
                    + $"({Words.List(all.Select(static d => d.Name))}), so database has to be named."
            )
            {
                Fix = all.Count > 0 ? $"Database = \"{all[0].Name}\"" : null,
            }
        );
}

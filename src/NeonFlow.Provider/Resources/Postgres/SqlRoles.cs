using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>What plans say of roles and schemas that do not exist.</summary>
internal static class SqlRoles
{
    /// <summary>
    /// A role does not exist, and nothing that the resource waits for makes it: a failure. In a preview it is a warning where the settings
    /// say that something else makes it, or a resource makes one whose name is not known yet.
    /// </summary>
    public static void Missing(SqlPlan plan, PlanContext context, string path, string role, string create)
    {
        if (context.IsPreview && (context.UnknownRolesMayBeCreated || context.ExternalRoles.Contains(role)))
        {
            plan.Warnings.Add(new(PostgresDiagnostics.UnknownRole, path, $"The role {role} does not exist yet.") { Fix = create });
            return;
        }

        plan.Failures.Add(
            new Diagnostic(PostgresDiagnostics.UnknownRole, path, ExternalRoles.Missing(role))
            {
                Fix = context.IsPreview ? $"{create}\n{context.ExternalRoles.FixFor(role)}" : create,
                Kind = FailureKind.NotFound,
            }
        );
    }

    /// <summary>
    /// What lets a statement be run that the connecting role may not run: its owner runs it, or the program logs in as the owner.
    /// </summary>
    public static string AsOwner(string owner, string statement) =>
        $"-- as {owner}:\n{statement};\n-- or log in as {owner} in the program: {LogIn(owner)}";

    /// <summary>What lets the connecting role do what only the members of another role may.</summary>
    public static string AsMember(string role, ServerFacts server)
    {
        return $"{LogIn(role)}\n-- or, as a superuser or a role that has ADMIN OPTION on {role}:\n{Inherit(role, server)}";
    }

    /// <summary>What makes the connecting role a member that inherits.</summary>
    public static string Inherit(string role, ServerFacts server)
    {
        var (of, to) = (Identifier.Quote(role), Identifier.Quote(server.CurrentUser));
        return server.Version >= 160000 ? $"GRANT {of} TO {to} WITH INHERIT TRUE;" : $"GRANT {of} TO {to};\nALTER ROLE {to} INHERIT;";
    }

    /// <summary>Privileges that the server does not know yet.</summary>
    public static void TooOld(SqlPlan plan, string path, IReadOnlyList<string>? privileges, int? serverVersion)
    {
        for (var i = 0; i < privileges?.Count; i++)
        {
            var since = SqlPrivileges.Since(privileges[i]);
            if (serverVersion < since)
            {
                plan.Failures.Add(
                    new Diagnostic(
                        PostgresDiagnostics.TooOld,
                        PropertyPath.Element(path, i),
                        $"{privileges[i]} can be granted from PostgreSQL {since / 10000} on; this server has version "
                            + $"{serverVersion / 10000}."
                    )
                    {
                        Fix = $"Take {privileges[i]} out.",
                    }
                );
            }
        }
    }

    /// <summary>The schema that the resource is about does not exist, under that name.</summary>
    public static Diagnostic UnknownSchema(string path, string schema, SqlOwnership ownership) =>
        ownership.CalledNow?.Schema is { } now && now != schema
            ? UnknownSchema(
                path,
                schema,
                $"The schema {schema} does not exist: it is called {now} now.",
                $"-- as its owner:\n{Statements.Rename("SCHEMA", now, schema)};\n-- or in the program: {path} = \"{now}\""
            )
            : UnknownSchema(path, schema);

    /// <summary>The schema does not exist.</summary>
    /// <param name="path">Where the program names it.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="text">What to say instead.</param>
    /// <param name="fix">What to do instead of making it.</param>
    public static Diagnostic UnknownSchema(string path, string schema, string? text = null, string? fix = null) =>
        new(PostgresDiagnostics.UnknownSchema, path, text ?? $"The schema {schema} does not exist.")
        {
            Fix = fix ?? $"CREATE SCHEMA {Identifier.Quote(schema)};",
            Kind = FailureKind.NotFound,
        };

    /// <summary>The input that says which role the program logs in as.</summary>
    public static string LogIn(string role) => $"connection.role = \"{role}\"   // or connection.user = \"{role}\", at a direct address";
}

using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>What plans say of roles and schemas that do not exist.</summary>
internal static class SqlRoles
{
    /// <summary>A role does not exist: a failure, or in a preview, where another resource may still make it, a warning.</summary>
    public static void Missing(SqlPlan plan, PlanContext context, string path, string role, string create)
    {
        (context.IsPreview ? plan.Warnings : plan.Failures).Add(
            new Diagnostic(PostgresDiagnostics.UnknownRole, path, $"The role {role} does not exist{(context.IsPreview ? " yet" : "")}.")
            {
                Fix = create,
                Kind = FailureKind.NotFound,
            }
        );
    }

    /// <summary>The schema does not exist.</summary>
    public static Diagnostic UnknownSchema(string path, string schema) =>
        new(PostgresDiagnostics.UnknownSchema, path, $"The schema {schema} does not exist.")
        {
            Fix = $"CREATE SCHEMA {Identifier.Quote(schema)};",
            Kind = FailureKind.NotFound,
        };
}

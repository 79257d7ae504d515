using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Upstreams;

/// <summary>The setting <c>databaseUrl</c>; it holds a password, so no message quotes it.</summary>
internal static class DatabaseUrl
{
    /// <summary>What is wrong with it, or null.</summary>
    public static Diagnostic? Problem(string url) =>
        PostgresAddress.TryParseUri(url, out _, out var fault)
            ? null
            : new(CoreDiagnostics.BadSetting, PropertyPath.Of(nameof(Settings.DatabaseUrl)), $"databaseUrl cannot be used: {fault}")
            {
                Fix =
                    "pulumi config set --secret neonflow:databaseUrl postgresql://user:password@host/database   # in user and password, "
                    + "percent-encode : / @ # ? %",
            };
}

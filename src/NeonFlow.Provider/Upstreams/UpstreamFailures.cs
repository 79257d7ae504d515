using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Upstreams;

/// <summary>Reads what the client libraries throw.</summary>
internal static class UpstreamFailures
{
    /// <summary>The diagnostic that a client library's exception stands for, or null.</summary>
    public static Diagnostic? Read(Exception exception) =>
        NeonFailures.Read(exception) ?? EstuaryFailures.Read(exception) ?? PostgresFailures.Read(exception);

    /// <summary>The first thing that an exception says; null where no diagnostic says it.</summary>
    public static Diagnostic? First(Exception exception) => exception is DiagnosticException known ? known.Diagnostics[0] : Read(exception);

    /// <summary>
    /// Why a preview does without a look; null where it has to fail. No credentials or no network is no reason to fail, a wrong password or
    /// a malformed address is, and a server that has no connection for the login, which was waited for as long as an up would.
    /// </summary>
    /// <param name="e">What went wrong.</param>
    /// <param name="mayBeMade">Whether what was not found may be made by this very program.</param>
    public static Diagnostic? SkipReason(Exception e, bool mayBeMade)
    {
        var diagnostic = First(e);
        return
            diagnostic is not null
            && (
                (
                    diagnostic.Kind is FailureKind.Unreachable or FailureKind.Unavailable
                    && diagnostic.Code != PostgresDiagnostics.NoConnection
                )
                || diagnostic.Code == CoreDiagnostics.MissingSetting
                || (mayBeMade && diagnostic.Kind == FailureKind.NotFound)
            )
            ? diagnostic
            : null;
    }
}

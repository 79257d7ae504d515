using System.Globalization;

namespace NeonFlow.Testing.Tests.Connectors;

/// <summary>Steps of the capture files whose numbers lie in a range; what this machine cannot play is skipped with the reason.</summary>
internal static class RecordedSteps
{
    private const string TlsServer = "60-sslmode-tls-server";

    public static IEnumerable<TheoryDataRow<string, string>> Between(int first, int last) =>
        from path in Directory.EnumerateFiles(Captures.Folder, "*.json").Order(StringComparer.Ordinal)
        let file = Path.GetFileName(path)
        let number = int.TryParse(
            file.AsSpan(0, file.TakeWhile(char.IsAsciiDigit).Count()),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var n
        )
            ? n
            : int.MaxValue
        where number >= first && number <= last
        from step in Captures.Cases(path)
        select new TheoryDataRow<string, string>(file, step.Name) { Skip = WhyNot(step.Name, CaseNeeds.Of(step.Case)) };

    private static string? WhyNot(string step, CaseNeeds needs) =>
        step == TlsServer && Captures.Folder == Captures.Bundled
            ? "out of scope: with verify-full the recorded message is what Go's TLS library says of the certificate"
        : ShopServers.Programs(needs.Major) is null
            ? $"PostgreSQL {needs.Major} is not here; `neonflow postgres --major {needs.Major}` fetches it"
        : needs.Pooler && Pooler.Executable is null
            ? "PgBouncer is not here: install Debian's package pgbouncer, or name one with NEONFLOW_PGBOUNCER"
        : null;
}

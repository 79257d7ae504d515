using System.Globalization;
using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Upstreams;

/// <summary>
/// Ids of SQL resources: <c>neon:project/branch/database/name</c>, <c>host[:port]/database/name</c>, or the bare name with
/// <c>databaseUrl</c>. Every part is percent-encoded where it
/// holds a slash or a percent sign; the branch <c>default</c> means the project's default branch.
/// </summary>
internal static class DatabaseId
{
    private const string NeonPrefix = "neon:";
    private const string DefaultBranch = "default";

    public static string Of(Connection? connection, IReadOnlyList<string> name) =>
        string.Join('/', [.. Place(connection), .. name.Select(Escape)]);

    /// <summary>Reads an id whose name has <paramref name="parts"/> parts.</summary>
    public static (Connection? Connection, IReadOnlyList<string> Name) Read(string id, int parts, string form)
    {
        var all = id.Split('/');
        if (
            id.StartsWith(NeonPrefix, StringComparison.Ordinal)
            && all.Length == parts + 3
            && all.All(static p => p.Length > 0)
            && all[0].Length > NeonPrefix.Length
        )
        {
            return (
                new Connection
                {
                    ProjectId = Unescape(all[0][NeonPrefix.Length..]),
                    BranchId = all[1] == DefaultBranch ? null : Unescape(all[1]),
                    Database = Unescape(all[2]),
                },
                [.. all[3..].Select(Unescape)]
            );
        }

        if (!id.StartsWith(NeonPrefix, StringComparison.Ordinal) && all.All(static p => p.Length > 0))
        {
            if (all.Length == parts)
            {
                return (null, [.. all.Select(Unescape)]);
            }

            if (all.Length == parts + 2)
            {
                var (host, port) = Host(all[0]);
                if (host is not null)
                {
                    return (
                        new Connection
                        {
                            Host = host,
                            Port = port,
                            Database = Unescape(all[1]),
                        },
                        [.. all[2..].Select(Unescape)]
                    );
                }
            }
        }

        throw new DiagnosticException(
            new Diagnostic(CoreDiagnostics.MalformedId, "", $"The id '{id}' cannot be read.")
            {
                Fix =
                    $"neon:<project>/<branch or default>/<database>/{form}\n<host>[:<port>]/<database>/{form}\n{form}   (with databaseUrl "
                    + "set)",
            }
        );
    }

    /// <summary>
    /// The place of a database in the intent ledger, as the program names it; null for <c>databaseUrl</c> and where it is not known.
    /// </summary>
    /// <param name="connection">The input.</param>
    /// <param name="unknown">What is unknown in the resource's inputs.</param>
    public static string? PlaceOf(Connection? connection, UnknownSet unknown)
    {
        if (connection is null || unknown.Contains("connection.projectId") || unknown.Contains("connection.host"))
        {
            return null;
        }

        if (!connection.IsNeon)
        {
            return connection.Host is null || unknown.Contains("connection.port") || unknown.Contains("connection.database")
                ? null
                : PlaceOf(connection.Host, connection.Port ?? 5432, connection.Database ?? "postgres");
        }

        var project = NeonPrefix + Escape(connection.ProjectId!);
        var branch = Escape(connection.BranchId ?? DefaultBranch);
        return unknown.Contains("connection.branchId") ? project
            : unknown.Contains("connection.database") ? $"{project}/{branch}"
            : $"{project}/{branch}/{Escape(connection.Database ?? "")}";
    }

    /// <summary>The place of a database whose host is known. A pooler stands for the host behind it.</summary>
    public static string PlaceOf(string host, int port, string database)
    {
        var direct = (Pooler.DirectHostOf(host) ?? host).ToLowerInvariant();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(direct is "127.0.0.1" or "::1" or "[::1]" ? "localhost" : Escape(direct))}:{port}/{Escape(database)}"
        );
    }

    /// <summary>The place of a database that was found.</summary>
    public static string PlaceOf(PostgresAddress address) => PlaceOf(address.Host, address.Port, address.Database);

    private static IEnumerable<string> Place(Connection? connection) =>
        connection switch
        {
            null => [],
            { IsNeon: true } =>
            [
                NeonPrefix + Escape(connection.ProjectId!),
                Escape(connection.BranchId ?? DefaultBranch),
                Escape(connection.Database ?? ""),
            ],
            _ => [WithPort(connection.Host ?? "", connection.Port ?? 5432), Escape(connection.Database ?? "postgres")],
        };

    private static string WithPort(string host, int port)
    {
        var bare = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        return port == 5432 ? bare : string.Create(CultureInfo.InvariantCulture, $"{bare}:{port}");
    }

    private static (string? Host, int? Port) Host(string text)
    {
        if (text.StartsWith('['))
        {
            var end = text.IndexOf(']', StringComparison.Ordinal);
            return end < 0 ? (null, null)
                : end == text.Length - 1 ? (text[1..end], null)
                : Number(text[1..end], text[(end + 2)..]);
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (text, null) : Number(text[..colon], text[(colon + 1)..]);
    }

    private static (string? Host, int? Port) Number(string host, string port) =>
        int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 65535
            ? (host, number == 5432 ? null : number)
            : (null, null);

    private static string Escape(string part) =>
        part.Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal);

    private static string Unescape(string part) => Uri.UnescapeDataString(part);
}

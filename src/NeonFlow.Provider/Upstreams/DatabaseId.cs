using System.Globalization;
using System.Net;
using NeonFlow.Neon;
using NeonFlow.Postgres;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Upstreams;

/// <summary>
/// Ids of SQL resources: <c>neon:project/branch/database/name</c>, <c>host[:port]/database/name</c>, or the bare name with
/// <c>databaseUrl</c>. Every part is percent-encoded where it
/// holds a slash or a percent sign; the branch <c>default</c> means the project's default branch.
/// </summary>
internal static class DatabaseId
{
    public static string Of(Connection? connection, IReadOnlyList<string> name) =>
        string.Join('/', [.. Place(connection), .. name.Select(Escape)]);

    /// <summary>Reads an id in one of the three forms.</summary>
    public static (Connection? Connection, IReadOnlyList<string> Name) Read(string id, DatabaseIdForm form)
    {
        var all = id.Split('/');
        var parts = form.Parts.Count;
        if (all.All(static p => p.Length > 0))
        {
            if (id.StartsWith(Places.NeonPrefix, StringComparison.Ordinal))
            {
                if (all.Length == parts + 3 && ReadNeon(all) is { } neon)
                {
                    return (neon, Name(all[3..]));
                }
            }
            else if (all.Length == parts)
            {
                return (null, Name(all));
            }
            else if (all.Length == parts + 2 && ReadDirect(all) is { } direct)
            {
                return (direct, Name(all[2..]));
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

    /// <summary>The name that an id of a state ends with; nothing where it has no such name.</summary>
    public static IReadOnlyList<string> NameIn(string id, DatabaseIdForm form) =>
        id.Split('/') is var all && all.Length >= form.Parts.Count ? Name(all[^form.Parts.Count..]) : [];

    private static IReadOnlyList<string> Name(string[] parts) => [.. parts.Select(Unescape)];

    private static Connection? ReadNeon(string[] parts)
    {
        NeonBranchId? branch = null;
        return
            NeonProjectId.TryParse(Unescape(parts[0][Places.NeonPrefix.Length..]), null, out var project)
            && (parts[1] == NeonId.DefaultBranch || NeonBranchId.TryParse(Unescape(parts[1]), null, out branch))
            ? new()
            {
                ProjectId = project,
                BranchId = branch,
                Database = Unescape(parts[2]),
            }
            : null;
    }

    private static Connection? ReadDirect(string[] parts) =>
        Host(parts[0]) is (Host: { } host, Port: var port)
            ? new()
            {
                Host = host,
                Port = port,
                Database = Unescape(parts[1]),
            }
            : null;

    /// <summary>
    /// The place of a database in the program view, as the program names it; null for <c>databaseUrl</c> and where it is not known.
    /// </summary>
    /// <param name="connection">The input.</param>
    /// <param name="unknown">What is unknown in the resource's inputs.</param>
    public static string? PlaceOf(Connection? connection, UnknownSet unknown)
    {
        bool IsUnknown(string member) => unknown.Contains(PropertyPath.Of(nameof(Connection), member));
        if (connection is null || IsUnknown(nameof(Connection.ProjectId)) || IsUnknown(nameof(Connection.Host)))
        {
            return null;
        }
        if (!connection.IsNeon)
        {
            return connection.Host is null || IsUnknown(nameof(Connection.Port)) || IsUnknown(nameof(Connection.Database))
                ? null
                : PlaceOf(connection.Host, connection.Port ?? Connection.DefaultPort, connection.Database ?? Connection.DefaultDatabase);
        }

        var project = Places.NeonPrefix + Escape(connection.ProjectId!);
        var branch = Escape(connection.BranchId ?? NeonId.DefaultBranch);
        return IsUnknown(nameof(Connection.BranchId)) ? project
            : IsUnknown(nameof(Connection.Database)) ? $"{project}/{branch}"
            : $"{project}/{branch}/{Escape(connection.Database ?? "")}";
    }

    /// <summary>The place of a database whose host is known. A pooler stands for the host behind it.</summary>
    public static string PlaceOf(string host, int port, string database)
    {
        var direct = (Pooler.DirectHostOf(host) ?? host).ToLowerInvariant();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(IsLoopbackAddress(direct) ? "localhost" : Escape(direct))}:{port}/{Escape(database)}"
        );
    }

    /// <summary>The place of a database that was found.</summary>
    public static string PlaceOf(PostgresAddress address) => PlaceOf(address.Host, address.Port, address.Database);

    // Names below localhost stay apart: each may be the host of another server.
    private static bool IsLoopbackAddress(string host) => IPAddress.TryParse(host, out _) && PostgresAddress.IsLoopbackHost(host);

    private static IEnumerable<string> Place(Connection? connection) =>
        connection switch
        {
            null => [],
            { IsNeon: true } =>
            [
                Places.NeonPrefix + Escape(connection.ProjectId!),
                Escape(connection.BranchId ?? NeonId.DefaultBranch),
                Escape(connection.Database ?? ""),
            ],
            _ =>
            [
                WithPort(connection.Host ?? "", connection.Port ?? Connection.DefaultPort),
                Escape(connection.Database ?? Connection.DefaultDatabase),
            ],
        };

    private static string WithPort(string host, int port)
    {
        var bare = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        return port == Connection.DefaultPort ? bare : string.Create(CultureInfo.InvariantCulture, $"{bare}:{port}");
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
            ? (host, number == Connection.DefaultPort ? null : number)
            : (null, null);

    private static string Escape(string part) =>
        part.Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal);

    private static string Unescape(string part) => Uri.UnescapeDataString(part);
}

namespace NeonFlow.Cli.Doctor;

/// <summary>How the arguments of the provider's functions are called on the command line.</summary>
internal static class Options
{
    private static readonly Dictionary<string, string> Flags = new(StringComparer.Ordinal)
    {
        ["user"] = "--role",
        ["publicationName"] = "--publication",
        ["slotName"] = "--slot",
        ["watermarksTable"] = "--watermarks-table",
        ["readOnly"] = "--read-only",
        ["tables"] = "--table",
        ["schemas"] = "--schema",
        ["hasStreamed"] = "--has-streamed",
        ["dataPlane"] = "--data-plane",
        ["cidrBlocks"] = "--data-plane-address",
        ["database"] = "--database",
        ["branchId"] = "--branch",
        ["connection.database"] = "--database",
        ["connection.branchId"] = "--branch",
        ["projectId"] = "target",
        ["connection"] = "target",
        ["databaseUrl"] = "target",
        ["address"] = "target",
    };

    /// <summary>What a property path is on the command line; <c>tables[1]</c> is the table itself.</summary>
    /// <param name="path">Path of an argument, or words.</param>
    /// <param name="tables">The tables that were named.</param>
    public static string Of(string path, IReadOnlyList<string> tables)
    {
        if (Flags.TryGetValue(path, out var flag))
        {
            return flag;
        }

        var (open, close) = (path.IndexOf('[', StringComparison.Ordinal), path.IndexOf(']', StringComparison.Ordinal));
        if (open > 0 && close > open && Flags.TryGetValue(path[..open], out flag))
        {
            return flag == "--table" && int.TryParse(path[(open + 1)..close], out var at) && at < tables.Count
                ? $"{flag} {tables[at]}"
                : flag;
        }

        return path.StartsWith("connection.", StringComparison.Ordinal) ? "target" : path;
    }
}

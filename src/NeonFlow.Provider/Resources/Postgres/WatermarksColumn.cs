namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>A column of a watermarks table.</summary>
/// <param name="Name">Name.</param>
/// <param name="Type">Type as format_type prints it.</param>
/// <param name="NotNull">NOT NULL.</param>
/// <param name="HasDefault">Whether the server fills it in.</param>
public sealed record WatermarksColumn(string Name, string Type, bool NotNull, bool HasDefault)
{
    /// <summary>A column as the catalogue query writes it: the four, a line each.</summary>
    internal static WatermarksColumn Read(string line)
    {
        var parts = line.Split('\n');
        return new WatermarksColumn(parts[0], parts[1], parts[2] == "true", parts[3] == "true");
    }
}

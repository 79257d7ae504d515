namespace NeonFlow.Postgres;

/// <summary>The privileges that there are.</summary>
public static class SqlPrivileges
{
    /// <summary>On tables.</summary>
    public static IReadOnlyList<string> OnTables { get; } =
    ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", Maintain];

    /// <summary>The privilege to VACUUM, ANALYZE and the like.</summary>
    public const string Maintain = "MAINTAIN";

    /// <summary>Since which server_version_num there is a privilege.</summary>
    public static int Since(string privilege) => privilege == Maintain ? 170000 : 0;

    /// <summary>On sequences.</summary>
    public static IReadOnlyList<string> OnSequences { get; } = ["SELECT", "USAGE", "UPDATE"];

    /// <summary>On schemas.</summary>
    public static IReadOnlyList<string> OnSchemas { get; } = ["USAGE", "CREATE"];
}

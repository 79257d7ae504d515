namespace NeonFlow.Postgres;

/// <summary>The privileges that there are.</summary>
public static class SqlPrivileges
{
    /// <summary>On tables.</summary>
    public static IReadOnlyList<string> OnTables { get; } = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"];

    /// <summary>On sequences.</summary>
    public static IReadOnlyList<string> OnSequences { get; } = ["SELECT", "USAGE", "UPDATE"];

    /// <summary>On schemas.</summary>
    public static IReadOnlyList<string> OnSchemas { get; } = ["USAGE", "CREATE"];
}

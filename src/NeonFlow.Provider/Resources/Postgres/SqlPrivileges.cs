namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>The privileges that there are.</summary>
internal static class SqlPrivileges
{
    /// <summary>On tables.</summary>
    public static readonly string[] OnTables = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"];

    /// <summary>On sequences.</summary>
    public static readonly string[] OnSequences = ["SELECT", "USAGE", "UPDATE"];

    /// <summary>On schemas.</summary>
    public static readonly string[] OnSchemas = ["USAGE", "CREATE"];
}

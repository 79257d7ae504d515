namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>A shape whose resource makes a table, even where the name of the table is not known yet.</summary>
internal interface IMakesTable;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>An object of the database that accounts list, or that bears a mark, under its name of today.</summary>
/// <param name="Id">Its kind and object id: <c>r16402</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Schema">The schema of a relation.</param>
/// <param name="Comment">The comment on a table or publication that bears a mark.</param>
internal sealed record LivingObject(string Id, string Name, string? Schema, string? Comment);

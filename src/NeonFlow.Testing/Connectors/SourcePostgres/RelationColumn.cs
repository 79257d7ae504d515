namespace NeonFlow.Testing.Connectors.SourcePostgres;

internal readonly record struct RelationColumn(string Name, uint TypeOid);

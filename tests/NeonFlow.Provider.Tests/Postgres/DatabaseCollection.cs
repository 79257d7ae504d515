namespace NeonFlow.Provider.Tests.Postgres;

[CollectionDefinition("databases")]
public sealed class DatabaseCollection : ICollectionFixture<DatabaseFixture>;

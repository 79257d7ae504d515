namespace NeonFlow.Postgres.Tests;

[CollectionDefinition("server")]
public sealed class ServerCollection : ICollectionFixture<ServerFixture>;

using NeonFlow.Postgres.Tests;
using NeonFlow.Testing.Postgres;
using Xunit.Sdk;
using Xunit.v3;

// Every test has a database of its own on one server.
[assembly: Parallelization(Mode = ParallelMode.All)]
[assembly: AssemblyFixture(typeof(ServerFixture))]
[assembly: AssemblyFixture(typeof(ReusedServers))]

using NeonFlow.Testing.Postgres;
using NeonFlow.Testing.Tests.Connectors;
using Xunit.Sdk;
using Xunit.v3;

// Every test has an engine, a cloud or a server of its own.
[assembly: Parallelization(Mode = ParallelMode.All)]
[assembly: AssemblyFixture(typeof(ShopServers))]
[assembly: AssemblyFixture(typeof(ReusedServers))]

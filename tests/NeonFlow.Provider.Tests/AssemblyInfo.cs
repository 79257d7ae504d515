using NeonFlow.Provider.Tests.Postgres;
using NeonFlow.Provider.Tests.Preflight;
using NeonFlow.Testing.Postgres;
using Xunit.Sdk;
using Xunit.v3;

// Every test has a database, or a server, of its own.
[assembly: Parallelization(Mode = ParallelMode.All)]
[assembly: AssemblyFixture(typeof(DatabaseFixture))]
[assembly: AssemblyFixture(typeof(ProofServers))]
[assembly: AssemblyFixture(typeof(ReusedServers))]

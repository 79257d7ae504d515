using NeonFlow.Conformance.Tests;
using NeonFlow.Testing.Postgres;
using Xunit.Sdk;
using Xunit.v3;

// Every test has a cloud to itself.
[assembly: Parallelization(Mode = ParallelMode.All)]
[assembly: AssemblyFixture(typeof(ConformanceClouds))]
[assembly: AssemblyFixture(typeof(ReusedServers))]

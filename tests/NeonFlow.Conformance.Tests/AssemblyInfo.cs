using NeonFlow.Conformance.Tests;
using Xunit.Sdk;
using Xunit.v3;

// Every test has a cloud to itself.
[assembly: Parallelization(Mode = ParallelMode.All)]
[assembly: AssemblyFixture(typeof(ConformanceClouds))]

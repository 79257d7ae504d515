using NeonFlow.Wholesome.Tests;

[assembly: AssemblyFixture(typeof(PackedProjects))]

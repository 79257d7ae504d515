using System.Reflection;
using NeonFlow.Testing.Postgres;
using Xunit.Sdk;

namespace NeonFlow.Conformance.Tests.Roles;

/// <summary>
/// Major versions whose server is on this machine; without <c>NEONFLOW_ROLES=every</c> only the one that all other tests run on.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal class MajorsHereAttribute : DataAttribute
{
    public static readonly bool IsEvery = Environment.GetEnvironmentVariable("NEONFLOW_ROLES") == "every";

    public sealed override IEnumerable<object[]> GetData(MethodInfo testMethod) => Majors().Select(static major => new object[] { major });

    protected virtual IEnumerable<int> Majors() => IsEvery ? All().Where(IsHere) : [PostgresBinaries.Find().Major];

    protected static IEnumerable<int> All() => Enumerable.Range(14, 5);

    protected static bool IsHere(int major) => PostgresBinaries.FindMajor(major) is not null;
}

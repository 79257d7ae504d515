using System.Globalization;

namespace NeonFlow.Testing.Tests.Connectors;

/// <summary>Steps of a major version of which this machine has no server.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class StepsWithoutServerAttribute : RecordedStepsAttribute
{
    private readonly int _major;

    public StepsWithoutServerAttribute(int first, int last, int major)
        : base(first, last)
    {
        _major = major;
        Skip =
            $"PostgreSQL {major.ToString(CultureInfo.InvariantCulture)} is not here; `neonflow postgres --major "
            + $"{major.ToString(CultureInfo.InvariantCulture)}` fetches it";
    }

    protected override bool IsChosen(string step, CaseNeeds needs) =>
        !StepsNotPlayedAttribute.IsLeftOut(step) && needs.Major == _major && ShopServers.Programs(_major) is null;
}

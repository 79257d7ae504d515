namespace NeonFlow.Conformance.Tests.Roles;

/// <summary>Major versions that were asked for and whose server is not on this machine; the run names them as skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MajorsMissingAttribute : MajorsHereAttribute
{
    public MajorsMissingAttribute() => Skip = "this PostgreSQL is not here; `neonflow postgres --major <major>` fetches it";

    protected override IEnumerable<int> Majors() => IsEvery ? All().Where(static major => !IsHere(major)) : [];
}

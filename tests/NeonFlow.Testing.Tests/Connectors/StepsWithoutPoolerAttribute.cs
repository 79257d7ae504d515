namespace NeonFlow.Testing.Tests.Connectors;

/// <summary>Steps through a pooler, where this machine has none.</summary>
internal sealed class StepsWithoutPoolerAttribute : RecordedStepsAttribute
{
    public StepsWithoutPoolerAttribute(int first, int last)
        : base(first, last) => Skip = "PgBouncer is not here: install Debian's package pgbouncer, or name one with NEONFLOW_PGBOUNCER";

    protected override bool IsChosen(string step, CaseNeeds needs) =>
        !StepsNotPlayedAttribute.IsLeftOut(step)
        && needs.Pooler
        && Pooler.Executable is null
        && ShopServers.Programs(needs.Major) is not null;
}

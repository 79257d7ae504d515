namespace NeonFlow.Testing.Engine;

/// <summary>Reads what became of a resource.</summary>
/// <remarks>In pulumi/pulumi: RefreshStep (pkg/resource/deploy/step.go).</remarks>
internal sealed class RefreshStep : Step
{
    private DiffResult? _diff;

    private readonly ResourceState _wanted;

    /// <summary>A step that reads what was saved; where the program registered it, what it says of it is kept.</summary>
    public RefreshStep(ResourceState old, ResourceState? wanted = null)
    {
        Old = old;
        New = _wanted = wanted ?? old;
    }

    public override StepOp Op => StepOp.Refresh;

    public override Urn Urn => Old!.Urn;

    public override bool Logical => false;

    public override IReadOnlyList<string> Diffs => _diff?.ChangedKeys ?? [];

    public override IReadOnlyDictionary<string, DetailedDiffEntry>? DetailedDiff => _diff?.DetailedDiff;

    public override bool Internal => base.Internal || TakenOver;

    /// <summary>Whether the program registered something that cannot be read and is taken as the program has it.</summary>
    public bool TakenOver { get; init; }

    /// <summary>What the refresh command calls the outcome.</summary>
    public StepOp ResultOp =>
        TakenOver ? StepOp.Update
        : New is null ? StepOp.Delete
        : New == Old ? StepOp.Same
        : Old!.External ? (Old.Outputs.Equals(New.Outputs) ? StepOp.Same : StepOp.Update)
        : _diff is { Changes: DiffChanges.None } ? StepOp.Same
        : StepOp.Update;

    public override async Task<InitFailedException?> ApplyAsync(Deployment deployment)
    {
        var old = Old!;
        if (!old.Custom || old.IsProvider || old.PendingReplacement)
        {
            New = old;
            return null;
        }

        await deployment.EnsureProviderAsync(old).ConfigureAwait(false);
        var manager = deployment.Manager(old);
        var read = await manager.ReadAsync(_wanted.Urn, old.Id, old.Inputs, old.Outputs, old.Timeouts.Read).ConfigureAwait(false);
        if (read.InitErrors is { } reasons)
        {
            deployment.Diagnostics.Warning(Urn, $"Refreshed resource is in an unhealthy state:\n* {string.Join("\n* ", reasons)}");
        }

        if (read.Outputs is null)
        {
            New = null;
            return null;
        }

        var refreshed = _wanted.Clone();
        refreshed.Id = read.Id.Length > 0 ? read.Id : old.Id;
        refreshed.Inputs = read.Inputs ?? old.Inputs;
        refreshed.Outputs = read.Outputs;
        refreshed.InitErrors = read.InitErrors ?? [];
        refreshed.RefreshBeforeUpdate = read.RefreshBeforeUpdate;
        if (!refreshed.Outputs.Equals(old.Outputs) || !refreshed.Inputs.Equals(old.Inputs))
        {
            refreshed.Modified = Now;
        }

        New = refreshed;
        if (!old.External)
        {
            _diff = (
                await ResourceDiffer
                    .DiffAsync(
                        manager,
                        _wanted.Urn,
                        refreshed.Id,
                        refreshed.Inputs,
                        refreshed.Outputs,
                        old.Inputs,
                        old.IgnoreChanges,
                        deployment
                    )
                    .ConfigureAwait(false)
            ).Invert();
        }

        return null;
    }
}

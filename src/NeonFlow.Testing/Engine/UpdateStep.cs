namespace NeonFlow.Testing.Engine;

/// <remarks>In pulumi/pulumi: UpdateStep (pkg/resource/deploy/step.go).</remarks>
internal sealed class UpdateStep : Step
{
    private readonly SourceEvent _source;
    private readonly DiffResult? _diff;
    private readonly IReadOnlyList<string> _ignoreChanges;

    public UpdateStep(SourceEvent source, ResourceState old, ResourceState @new, DiffResult? diff, IReadOnlyList<string> ignoreChanges)
    {
        _source = source;
        Old = old;
        New = @new;
        _diff = diff;
        _ignoreChanges = ignoreChanges;
    }

    public override StepOp Op => StepOp.Update;

    public override Urn Urn => New!.Urn;

    public override IReadOnlyList<string> Diffs => _diff?.ChangedKeys ?? [];

    public override IReadOnlyDictionary<string, DetailedDiffEntry>? DetailedDiff => _diff?.DetailedDiff;

    public override async Task<InitFailedException?> ApplyAsync(Deployment deployment)
    {
        New!.Id = Old!.Id;
        New.Created = Old.Created;
        New.Modified = Old.Modified;
        InitFailedException? partial = null;
        if (New.Custom)
        {
            var manager = deployment.Manager(New);
            var made = await manager
                .UpdateAsync(Urn, Old.Id, Old.Inputs, Old.Outputs, New.Inputs, New.Timeouts.Update, _ignoreChanges, deployment.Preview)
                .ConfigureAwait(false);
            New.Outputs = made.Outputs ?? PropertyMap.Empty;
            New.RefreshBeforeUpdate = New.IsProvider ? Old.RefreshBeforeUpdate : made.RefreshBeforeUpdate;
            New.Modified = Now;
            if (made.InitErrors is { } reasons)
            {
                New.InitErrors = reasons;
                partial = new(reasons);
            }
        }

        return partial;
    }

    public override void Complete(RegistrationOutcome outcome) => _source.Done.TrySetResult(new(New!, outcome));
}

namespace NeonFlow.Testing.Engine;

/// <remarks>In pulumi/pulumi: CreateStep (pkg/resource/deploy/step.go).</remarks>
internal sealed class CreateStep : Step
{
    private readonly SourceEvent _source;
    private readonly DiffResult? _diff;
    private readonly bool _pendingDelete;

    public CreateStep(SourceEvent source, ResourceState @new)
    {
        _source = source;
        New = @new;
    }

    private CreateStep(SourceEvent source, ResourceState old, ResourceState @new, DiffResult diff, bool pendingDelete)
    {
        _source = source;
        Old = old;
        New = @new;
        _diff = diff;
        _pendingDelete = pendingDelete;
    }

    public override StepOp Op => _diff is null ? StepOp.Create : StepOp.CreateReplacement;

    public override Urn Urn => New!.Urn;

    public override bool Logical => _diff is null;

    public override IReadOnlyList<string> Keys => _diff?.ReplaceKeys ?? [];

    public override IReadOnlyList<string> Diffs => _diff?.ChangedKeys ?? [];

    public override IReadOnlyDictionary<string, DetailedDiffEntry>? DetailedDiff => _diff?.DetailedDiff;

    public static CreateStep Replacement(SourceEvent source, ResourceState old, ResourceState @new, DiffResult diff, bool pendingDelete) =>
        new(source, old, @new, diff, pendingDelete);

    public override async Task<InitFailedException?> ApplyAsync(Deployment deployment)
    {
        InitFailedException? partial = null;
        if (New!.Custom)
        {
            var manager = deployment.Manager(New);
            var made = await manager.CreateAsync(Urn, New.Inputs, New.Timeouts.Create, deployment.Preview).ConfigureAwait(false);
            New.Id = made.Id;
            New.Outputs = made.Outputs ?? PropertyMap.Empty;
            New.RefreshBeforeUpdate = made.RefreshBeforeUpdate;
            if (made.InitErrors is { } reasons)
            {
                New.InitErrors = reasons;
                partial = new(reasons);
            }
        }

        New.Created = New.Modified = Now;
        if (_pendingDelete && Old is not null)
        {
            Old.Delete = true;
        }

        return partial;
    }

    public override void Complete(RegistrationOutcome outcome) => _source.Done.TrySetResult(new(New!, outcome));
}

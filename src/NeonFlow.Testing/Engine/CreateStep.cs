namespace NeonFlow.Testing.Engine;

/// <remarks>In pulumi/pulumi: CreateStep (pkg/resource/deploy/step.go).</remarks>
internal sealed class CreateStep : Step
{
    private readonly SourceEvent source;
    private readonly DiffResult? diff;
    private readonly bool pendingDelete;

    public CreateStep(SourceEvent source, ResourceState @new)
    {
        this.source = source;
        New = @new;
    }

    private CreateStep(SourceEvent source, ResourceState old, ResourceState @new, DiffResult diff, bool pendingDelete)
    {
        this.source = source;
        Old = old;
        New = @new;
        this.diff = diff;
        this.pendingDelete = pendingDelete;
    }

    public override StepOp Op => diff is null ? StepOp.Create : StepOp.CreateReplacement;

    public override Urn Urn => New!.Urn;

    public override bool Logical => diff is null;

    public override IReadOnlyList<string> Keys => diff?.ReplaceKeys ?? [];

    public override IReadOnlyList<string> Diffs => diff?.ChangedKeys ?? [];

    public override IReadOnlyDictionary<string, DetailedDiffEntry>? DetailedDiff => diff?.DetailedDiff;

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
        if (pendingDelete && Old is not null)
        {
            Old.Delete = true;
        }

        return partial;
    }

    public override void Complete(RegistrationOutcome outcome) => source.Done.TrySetResult(new(New!, outcome));
}

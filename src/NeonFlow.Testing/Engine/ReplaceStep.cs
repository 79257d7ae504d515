namespace NeonFlow.Testing.Engine;

/// <summary>Says that a resource is replaced; the work is done by the steps around it.</summary>
/// <remarks>In pulumi/pulumi: ReplaceStep (pkg/resource/deploy/step.go).</remarks>
internal sealed class ReplaceStep : Step
{
    private readonly DiffResult? _diff;

    public ReplaceStep(ResourceState old, ResourceState @new, DiffResult? diff)
    {
        Old = old;
        New = @new;
        _diff = diff;
    }

    public override StepOp Op => StepOp.Replace;

    public override Urn Urn => New!.Urn;

    public override IReadOnlyList<string> Keys => _diff?.ReplaceKeys ?? [];

    public override IReadOnlyList<string> Diffs => _diff?.ChangedKeys ?? [];

    public override IReadOnlyDictionary<string, DetailedDiffEntry>? DetailedDiff => _diff?.DetailedDiff;

    public override Task<InitFailedException?> ApplyAsync(Deployment deployment) => Task.FromResult<InitFailedException?>(null);
}

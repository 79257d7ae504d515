namespace NeonFlow.Testing.Engine;

/// <summary>Forgets a resource that was deleted before a replacement which never came.</summary>
/// <remarks>In pulumi/pulumi: RemovePendingReplaceStep (pkg/resource/deploy/step.go).</remarks>
internal sealed class RemovePendingReplaceStep : Step
{
    public RemovePendingReplaceStep(ResourceState old) => Old = old;

    public override StepOp Op => StepOp.RemovePendingReplace;

    public override Urn Urn => Old!.Urn;

    public override bool Logical => false;

    public override Task<InitFailedException?> ApplyAsync(Deployment deployment) => Task.FromResult<InitFailedException?>(null);
}

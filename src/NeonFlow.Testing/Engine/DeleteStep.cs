namespace NeonFlow.Testing.Engine;

/// <remarks>In pulumi/pulumi: DeleteStep (pkg/resource/deploy/step.go).</remarks>
internal sealed class DeleteStep : Step
{
    private readonly IReadOnlySet<Urn> otherDeletions;
    private readonly bool replacing;
    private readonly bool pendingReplacement;

    public DeleteStep(ResourceState old, IReadOnlySet<Urn> otherDeletions)
    {
        Old = old;
        this.otherDeletions = otherDeletions;
    }

    private DeleteStep(ResourceState old, IReadOnlySet<Urn> otherDeletions, bool pendingReplacement)
    {
        Old = old;
        this.otherDeletions = otherDeletions;
        replacing = true;
        this.pendingReplacement = pendingReplacement;
    }

    public override StepOp Op =>
        (Old!.External, replacing) switch
        {
            (true, true) => StepOp.DiscardReplaced,
            (true, false) => StepOp.Discard,
            (false, true) => StepOp.DeleteReplaced,
            _ => StepOp.Delete,
        };

    public override Urn Urn => Old!.Urn;

    public override bool Logical => !replacing;

    public static DeleteStep Replaced(ResourceState old, IReadOnlySet<Urn> otherDeletions, bool pendingReplacement) =>
        new(old, otherDeletions, pendingReplacement);

    public override async Task<InitFailedException?> ApplyAsync(Deployment deployment)
    {
        if (!replacing && Old!.Protect)
        {
            throw new ProtectedException(Urn);
        }

        await deployment.EnsureProviderAsync(Old!).ConfigureAwait(false);
        var leave =
            deployment.Preview
            || Old!.External
            || Old.RetainOnDelete
            || (!Old.DeletedWith.IsEmpty && otherDeletions.Contains(Old.DeletedWith));
        if (!leave && Old!.Custom)
        {
            await deployment.Manager(Old).DeleteAsync(Urn, Old.Id, Old.Inputs, Old.Outputs, Old.Timeouts.Delete).ConfigureAwait(false);
        }

        // A resource that is deleted before its replacement exists stays in the state until then, because its dependants point to it.
        Old!.PendingReplacement |= pendingReplacement;
        return null;
    }
}

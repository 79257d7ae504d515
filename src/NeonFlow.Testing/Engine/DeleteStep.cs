namespace NeonFlow.Testing.Engine;

/// <remarks>In pulumi/pulumi: DeleteStep (pkg/resource/deploy/step.go).</remarks>
internal sealed class DeleteStep : Step
{
    private readonly IReadOnlySet<Urn> _otherDeletions;
    private readonly bool _replacing;
    private readonly bool _pendingReplacement;

    public DeleteStep(ResourceState old, IReadOnlySet<Urn> otherDeletions)
    {
        Old = old;
        _otherDeletions = otherDeletions;
    }

    private DeleteStep(ResourceState old, IReadOnlySet<Urn> otherDeletions, bool pendingReplacement)
    {
        Old = old;
        _otherDeletions = otherDeletions;
        _replacing = true;
        _pendingReplacement = pendingReplacement;
    }

    public override StepOp Op =>
        (Old!.External, _replacing) switch
        {
            (true, true) => StepOp.DiscardReplaced,
            (true, false) => StepOp.Discard,
            (false, true) => StepOp.DeleteReplaced,
            _ => StepOp.Delete,
        };

    public override Urn Urn => Old!.Urn;

    public override bool Logical => !_replacing;

    public static DeleteStep Replaced(ResourceState old, IReadOnlySet<Urn> otherDeletions, bool pendingReplacement) =>
        new(old, otherDeletions, pendingReplacement);

    public override async Task<InitFailedException?> ApplyAsync(Deployment deployment)
    {
        if (!_replacing && Old!.Protect)
        {
            throw new ProtectedException(Urn);
        }

        await deployment.EnsureProviderAsync(Old!).ConfigureAwait(false);
        var leave =
            deployment.Preview
            || Old!.External
            || Old.RetainOnDelete
            || (!Old.DeletedWith.IsEmpty && _otherDeletions.Contains(Old.DeletedWith));
        if (!leave && Old!.Custom)
        {
            await deployment.Manager(Old).DeleteAsync(Urn, Old.Id, Old.Inputs, Old.Outputs, Old.Timeouts.Delete).ConfigureAwait(false);
        }

        // A resource that is deleted before its replacement exists stays in the state until then, because its dependants point to it.
        Old!.PendingReplacement |= _pendingReplacement;
        return null;
    }
}

namespace NeonFlow.Testing.Engine;

/// <remarks>In pulumi/pulumi: SameStep (pkg/resource/deploy/step.go).</remarks>
internal sealed class SameStep : Step
{
    private readonly SourceEvent? _source;

    /// <summary>Whether there is nothing, and nothing is to be made: only the program goes on.</summary>
    public bool IsSkippedCreate { get; private init; }

    /// <summary>Whether the operation leaves the resource out: a provider is not started for it.</summary>
    public bool IsUntargeted { get; init; }

    public static SameStep SkippedCreate(SourceEvent source, ResourceState @new) =>
        new(source, @new.Clone(), @new) { IsSkippedCreate = true };

    public SameStep(SourceEvent? source, ResourceState old, ResourceState @new)
    {
        _source = source;
        Old = old;
        New = @new;
    }

    public override StepOp Op => StepOp.Same;

    public override Urn Urn => New!.Urn;

    public override async Task<InitFailedException?> ApplyAsync(Deployment deployment)
    {
        New!.Id = Old!.Id;
        New.Outputs = Old.Outputs;
        New.Created = Old.Created;
        New.Modified = Old.Modified;
        New.RefreshBeforeUpdate = Old.RefreshBeforeUpdate;
        if (New.IsProvider && !IsSkippedCreate && !IsUntargeted)
        {
            // What its provider calls no difference is not given to it either; only the state takes the new inputs.
            var unchanged = New.Clone();
            unchanged.Inputs = Old.Inputs;
            try
            {
                await deployment.Registry.SameAsync(unchanged, checkedBefore: true).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is EngineException or ProviderException)
            {
                throw new EngineException($"bad provider state for resource {Urn}: {failure.Message}", failure);
            }
        }

        return null;
    }

    public override void Complete(RegistrationOutcome outcome) =>
        _source?.Done.TrySetResult(
            new(New!, IsSkippedCreate && outcome == RegistrationOutcome.Done ? RegistrationOutcome.Absent : outcome)
        );
}

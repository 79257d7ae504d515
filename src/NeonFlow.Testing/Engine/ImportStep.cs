namespace NeonFlow.Testing.Engine;

/// <summary>Takes an existing resource into the state; what follows treats it like any other old state.</summary>
/// <remarks>In pulumi/pulumi: ImportStep (pkg/resource/deploy/step.go).</remarks>
internal sealed class ImportStep : Step
{
    private readonly SourceEvent _source;
    private readonly ResourceState? _original;

    public ImportStep(SourceEvent source, ResourceState? original, ResourceState read)
    {
        _source = source;
        _original = original;
        New = read;
    }

    public override StepOp Op => _original is null ? StepOp.Import : StepOp.ImportReplacement;

    public override Urn Urn => New!.Urn;

    public override bool Logical => _original is null;

    public override async Task<InitFailedException?> ApplyAsync(Deployment deployment)
    {
        var read = await deployment.Manager(New!).ReadAsync(Urn, New!.ImportId, null, null, New.Timeouts.Read).ConfigureAwait(false);
        if (read.InitErrors is { } reasons)
        {
            New.InitErrors = reasons;
        }

        if (read.Outputs is null)
        {
            throw new EngineException($"resource '{New.ImportId}' does not exist");
        }

        if (read.Inputs is null)
        {
            throw new EngineException(
                $"provider does not support importing resources; please try updating the '{New.Type.Split(':')[0]}' plugin"
            );
        }

        // What the program wants is compared with what was found afterwards.
        New.Id = read.Id.Length > 0 ? read.Id : New.ImportId;
        New.Outputs = read.Outputs;
        New.RefreshBeforeUpdate = read.RefreshBeforeUpdate;
        New.Created = New.Modified = Now;
        New.Inputs = read.Inputs;
        Old = New.Clone();
        if (_original is not null)
        {
            _original.Delete = true;
        }

        return null;
    }

    /// <summary>Only one that cannot go on is answered here; the others are when the rest is decided.</summary>
    public override void Complete(RegistrationOutcome outcome)
    {
        if (outcome != RegistrationOutcome.Done)
        {
            _source.Done.TrySetResult(new(New!, outcome));
        }
    }
}

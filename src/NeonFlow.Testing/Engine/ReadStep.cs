namespace NeonFlow.Testing.Engine;

/// <summary>Reads a resource that somebody else owns.</summary>
/// <remarks>In pulumi/pulumi: ReadStep (pkg/resource/deploy/step.go).</remarks>
internal sealed class ReadStep : Step
{
    private readonly SourceEvent _source;
    private readonly bool _idUnknown;
    private readonly bool _replacing;

    public ReadStep(SourceEvent source, ResourceState? old, ResourceState @new, bool idUnknown, bool replacing)
    {
        _source = source;
        Old = old;
        New = @new;
        _idUnknown = idUnknown;
        _replacing = replacing;
    }

    public override StepOp Op => _replacing ? StepOp.ReadReplacement : StepOp.Read;

    public override Urn Urn => New!.Urn;

    public override bool Logical => !_replacing;

    public override async Task<InitFailedException?> ApplyAsync(Deployment deployment)
    {
        var id = New!.Id;
        InitFailedException? partial = null;
        if (!_idUnknown)
        {
            var read = await deployment.Manager(New).ReadAsync(Urn, id, New.Inputs, New.Inputs, New.Timeouts.Read).ConfigureAwait(false);
            if (read.Outputs is null)
            {
                throw new EngineException($"resource '{id}' does not exist");
            }

            New.Outputs = read.Outputs;
            New.Id = read.Id.Length > 0 ? read.Id : id;
            if (read.InitErrors is { } reasons)
            {
                New.InitErrors = reasons;
                partial = new(reasons);
            }
        }

        if (_replacing && Old is not null)
        {
            Old.Delete = true;
        }

        New.Created = Old?.Created;
        New.Modified = Old is null || (New.Inputs.Equals(Old.Inputs) && New.Outputs.Equals(Old.Outputs)) ? Old?.Modified : Now;
        return partial;
    }

    public override bool AnswersPartially => true;

    public override void Complete(RegistrationOutcome outcome) => _source.Done.TrySetResult(new(New!, outcome));
}

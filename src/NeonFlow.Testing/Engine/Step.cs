namespace NeonFlow.Testing.Engine;

/// <summary>One change of one resource.</summary>
/// <remarks>In pulumi/pulumi: Step (pkg/resource/deploy/step.go).</remarks>
internal abstract class Step
{
    public abstract StepOp Op { get; }

    public abstract Urn Urn { get; }

    public ResourceState? Old { get; protected set; }

    public ResourceState? New { get; protected set; }

    public ResourceState Res => New ?? Old!;

    /// <summary>Whether this step stands for what the user asked; the parts of a replacement do not.</summary>
    public virtual bool Logical => true;

    public virtual IReadOnlyList<string> Keys => [];

    public virtual IReadOnlyList<string> Diffs => [];

    public virtual IReadOnlyDictionary<string, DetailedDiffEntry>? DetailedDiff => null;

    /// <summary>Does it; a failure after something was made is returned, so that the state is kept, every other one is thrown.</summary>
    public abstract Task<InitFailedException?> ApplyAsync(Deployment deployment);

    /// <summary>Answers the program, once the state is saved.</summary>
    public virtual void Complete(RegistrationOutcome outcome) { }

    /// <summary>Whether the program gets what was found although it is not well.</summary>
    public virtual bool AnswersPartially => false;

    /// <summary>Whether the display leaves the step out: the engine's own doing.</summary>
    public virtual bool Internal => Urn.IsDefaultProvider;

    public StepMetadata Metadata(StepOp op, Redaction redaction) =>
        new(op, Urn, Res.Type, Old?.ToStepState(redaction), New?.ToStepState(redaction), Keys, Diffs, DetailedDiff, Logical, Res.Provider)
        {
            Internal = Internal,
            OldResource = Old?.Clone(),
            NewResource = New?.Clone(),
        };

    protected static DateTimeOffset Now => DateTimeOffset.UtcNow;
}

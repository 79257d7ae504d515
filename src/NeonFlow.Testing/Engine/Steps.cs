namespace NeonFlow.Testing.Engine;

/// <summary>One change of one resource.</summary>
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
    public virtual void Complete(RegistrationOutcome outcome)
    {
    }

    /// <summary>Whether the program gets what was found although it is not well.</summary>
    public virtual bool AnswersPartially => false;

    /// <summary>Whether the display leaves the step out: the engine's own doing.</summary>
    public virtual bool Internal => Urn.IsDefaultProvider;

    public StepMetadata Metadata(StepOp op, Redaction redaction) => new(
        op,
        Urn,
        Res.Type,
        Old?.ToStepState(redaction),
        New?.ToStepState(redaction),
        Keys,
        Diffs,
        DetailedDiff,
        Logical,
        Res.Provider)
    {
        Internal = Internal,
        OldResource = Old?.Clone(),
        NewResource = New?.Clone(),
    };

    protected static DateTimeOffset Now => DateTimeOffset.UtcNow;
}

/// <summary>A resource must not be deleted.</summary>
internal sealed class ProtectedException(Urn urn) : Exception(
    $"resource \"{urn}\" cannot be deleted\nbecause it is protected. To unprotect the resource, either remove the `protect` flag from the resource in your Pulumi program and run `pulumi up`, "
    + $"or use the command:\n`pulumi state unprotect {urn.Quoted}`");

/// <summary>A resource exists, but its provider says that it is not well.</summary>
internal sealed class InitFailedException(IReadOnlyList<string> reasons)
    : Exception(reasons.Count == 0 ? "resource init failed" : List(reasons))
{
    public IReadOnlyList<string> Reasons { get; } = reasons;

    /// <summary>Several errors as one text.</summary>
    public static string List(IReadOnlyList<string> reasons) =>
        $"{reasons.Count} {(reasons.Count == 1 ? "error" : "errors")} occurred:\n{string.Concat(reasons.Select(r => $"\t* {r}\n"))}\n";
}

internal sealed class SameStep : Step
{
    private readonly SourceEvent? source;

    /// <summary>Whether there is nothing, and nothing is to be made: only the program goes on.</summary>
    public bool IsSkippedCreate { get; private init; }

    public static SameStep SkippedCreate(SourceEvent source, ResourceState @new) => new(source, @new.Clone(), @new) { IsSkippedCreate = true };

    public SameStep(SourceEvent? source, ResourceState old, ResourceState @new)
    {
        this.source = source;
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
        if (New.IsProvider && !IsSkippedCreate)
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
        source?.Done.TrySetResult(new(New!, IsSkippedCreate && outcome == RegistrationOutcome.Done ? RegistrationOutcome.Absent : outcome));
}

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

    public static CreateStep Replacement(SourceEvent source, ResourceState old, ResourceState @new, DiffResult diff, bool pendingDelete) => new(source, old, @new, diff, pendingDelete);

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

internal sealed class UpdateStep : Step
{
    private readonly SourceEvent source;
    private readonly DiffResult? diff;
    private readonly IReadOnlyList<string> ignoreChanges;

    public UpdateStep(SourceEvent source, ResourceState old, ResourceState @new, DiffResult? diff, IReadOnlyList<string> ignoreChanges)
    {
        this.source = source;
        Old = old;
        New = @new;
        this.diff = diff;
        this.ignoreChanges = ignoreChanges;
    }

    public override StepOp Op => StepOp.Update;

    public override Urn Urn => New!.Urn;

    public override IReadOnlyList<string> Diffs => diff?.ChangedKeys ?? [];

    public override IReadOnlyDictionary<string, DetailedDiffEntry>? DetailedDiff => diff?.DetailedDiff;

    public override async Task<InitFailedException?> ApplyAsync(Deployment deployment)
    {
        New!.Id = Old!.Id;
        New.Created = Old.Created;
        New.Modified = Old.Modified;
        InitFailedException? partial = null;
        if (New.Custom)
        {
            var manager = deployment.Manager(New);
            var made = await manager.UpdateAsync(
                Urn, Old.Id, Old.Inputs, Old.Outputs, New.Inputs, New.Timeouts.Update, ignoreChanges, deployment.Preview).ConfigureAwait(false);
            New.Outputs = made.Outputs ?? PropertyMap.Empty;
            New.RefreshBeforeUpdate = New.IsProvider ? Old.RefreshBeforeUpdate : made.RefreshBeforeUpdate;
            New.Modified = Now;
            if (made.InitErrors is { } reasons)
            {
                New.InitErrors = reasons;
                partial = new(reasons);
            }
        }

        return partial;
    }

    public override void Complete(RegistrationOutcome outcome) => source.Done.TrySetResult(new(New!, outcome));
}

/// <summary>Says that a resource is replaced; the work is done by the steps around it.</summary>
internal sealed class ReplaceStep : Step
{
    private readonly DiffResult? diff;

    public ReplaceStep(ResourceState old, ResourceState @new, DiffResult? diff)
    {
        Old = old;
        New = @new;
        this.diff = diff;
    }

    public override StepOp Op => StepOp.Replace;

    public override Urn Urn => New!.Urn;

    public override IReadOnlyList<string> Keys => diff?.ReplaceKeys ?? [];

    public override IReadOnlyList<string> Diffs => diff?.ChangedKeys ?? [];

    public override IReadOnlyDictionary<string, DetailedDiffEntry>? DetailedDiff => diff?.DetailedDiff;

    public override Task<InitFailedException?> ApplyAsync(Deployment deployment) => Task.FromResult<InitFailedException?>(null);
}

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

    public override StepOp Op => (Old!.External, replacing) switch
    {
        (true, true) => StepOp.DiscardReplaced,
        (true, false) => StepOp.Discard,
        (false, true) => StepOp.DeleteReplaced,
        _ => StepOp.Delete,
    };

    public override Urn Urn => Old!.Urn;

    public override bool Logical => !replacing;

    public static DeleteStep Replaced(ResourceState old, IReadOnlySet<Urn> otherDeletions, bool pendingReplacement) => new(old, otherDeletions, pendingReplacement);

    public override async Task<InitFailedException?> ApplyAsync(Deployment deployment)
    {
        if (!replacing && Old!.Protect)
        {
            throw new ProtectedException(Urn);
        }

        await deployment.EnsureProviderAsync(Old!).ConfigureAwait(false);
        var leave = deployment.Preview || Old!.External || Old.RetainOnDelete || (!Old.DeletedWith.IsEmpty && otherDeletions.Contains(Old.DeletedWith));
        if (!leave && Old!.Custom)
        {
            await deployment.Manager(Old).DeleteAsync(Urn, Old.Id, Old.Inputs, Old.Outputs, Old.Timeouts.Delete).ConfigureAwait(false);
        }

        // A resource that is deleted before its replacement exists stays in the state until then, because its dependants point to it.
        Old!.PendingReplacement |= pendingReplacement;
        return null;
    }
}

/// <summary>Forgets a resource that was deleted before a replacement which never came.</summary>
internal sealed class RemovePendingReplaceStep : Step
{
    public RemovePendingReplaceStep(ResourceState old) => Old = old;

    public override StepOp Op => StepOp.RemovePendingReplace;

    public override Urn Urn => Old!.Urn;

    public override bool Logical => false;

    public override Task<InitFailedException?> ApplyAsync(Deployment deployment) => Task.FromResult<InitFailedException?>(null);
}

/// <summary>Reads a resource that somebody else owns.</summary>
internal sealed class ReadStep : Step
{
    private readonly SourceEvent source;
    private readonly bool idUnknown;
    private readonly bool replacing;

    public ReadStep(SourceEvent source, ResourceState? old, ResourceState @new, bool idUnknown, bool replacing)
    {
        this.source = source;
        Old = old;
        New = @new;
        this.idUnknown = idUnknown;
        this.replacing = replacing;
    }

    public override StepOp Op => replacing ? StepOp.ReadReplacement : StepOp.Read;

    public override Urn Urn => New!.Urn;

    public override bool Logical => !replacing;

    public override async Task<InitFailedException?> ApplyAsync(Deployment deployment)
    {
        var id = New!.Id;
        InitFailedException? partial = null;
        if (!idUnknown)
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

        if (replacing && Old is not null)
        {
            Old.Delete = true;
        }

        New.Created = Old?.Created;
        New.Modified = Old is null || (New.Inputs.Equals(Old.Inputs) && New.Outputs.Equals(Old.Outputs)) ? Old?.Modified : Now;
        return partial;
    }

    public override bool AnswersPartially => true;

    public override void Complete(RegistrationOutcome outcome) => source.Done.TrySetResult(new(New!, outcome));
}

/// <summary>Takes an existing resource into the state; what follows treats it like any other old state.</summary>
internal sealed class ImportStep : Step
{
    private readonly SourceEvent source;
    private readonly ResourceState? original;

    public ImportStep(SourceEvent source, ResourceState? original, ResourceState read)
    {
        this.source = source;
        this.original = original;
        New = read;
    }

    public override StepOp Op => original is null ? StepOp.Import : StepOp.ImportReplacement;

    public override Urn Urn => New!.Urn;

    public override bool Logical => original is null;

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
            throw new EngineException($"provider does not support importing resources; please try updating the '{New.Type.Split(':')[0]}' plugin");
        }

        // What the program wants is compared with what was found afterwards.
        New.Id = read.Id.Length > 0 ? read.Id : New.ImportId;
        New.Outputs = read.Outputs;
        New.RefreshBeforeUpdate = read.RefreshBeforeUpdate;
        New.Created = New.Modified = Now;
        New.Inputs = read.Inputs;
        Old = New.Clone();
        if (original is not null)
        {
            original.Delete = true;
        }

        return null;
    }

    /// <summary>Only one that cannot go on is answered here; the others are when the rest is decided.</summary>
    public override void Complete(RegistrationOutcome outcome)
    {
        if (outcome != RegistrationOutcome.Done)
        {
            source.Done.TrySetResult(new(New!, outcome));
        }
    }
}

/// <summary>Reads what became of a resource.</summary>
internal sealed class RefreshStep : Step
{
    private DiffResult? diff;

    private readonly ResourceState wanted;

    /// <summary>A step that reads what was saved; where the program registered it, what it says of it is kept.</summary>
    public RefreshStep(ResourceState old, ResourceState? wanted = null)
    {
        Old = old;
        New = this.wanted = wanted ?? old;
    }

    public override StepOp Op => StepOp.Refresh;

    public override Urn Urn => Old!.Urn;

    public override bool Logical => false;

    public override IReadOnlyList<string> Diffs => diff?.ChangedKeys ?? [];

    public override IReadOnlyDictionary<string, DetailedDiffEntry>? DetailedDiff => diff?.DetailedDiff;

    public override bool Internal => base.Internal || TakenOver;

    /// <summary>Whether the program registered something that cannot be read and is taken as the program has it.</summary>
    public bool TakenOver { get; init; }

    /// <summary>What the refresh command calls the outcome.</summary>
    public StepOp ResultOp => TakenOver ? StepOp.Update
        : New is null ? StepOp.Delete
        : New == Old ? StepOp.Same
        : Old!.External ? (Old.Outputs.Equals(New.Outputs) ? StepOp.Same : StepOp.Update)
        : diff is { Changes: DiffChanges.None } ? StepOp.Same
        : StepOp.Update;

    public override async Task<InitFailedException?> ApplyAsync(Deployment deployment)
    {
        var old = Old!;
        if (!old.Custom || old.IsProvider || old.PendingReplacement)
        {
            New = old;
            return null;
        }

        await deployment.EnsureProviderAsync(old).ConfigureAwait(false);
        var manager = deployment.Manager(old);
        var read = await manager.ReadAsync(wanted.Urn, old.Id, old.Inputs, old.Outputs, old.Timeouts.Read).ConfigureAwait(false);
        if (read.InitErrors is { } reasons)
        {
            deployment.Diagnostics.Warning(Urn, $"Refreshed resource is in an unhealthy state:\n* {string.Join("\n* ", reasons)}");
        }

        if (read.Outputs is null)
        {
            New = null;
            return null;
        }

        var refreshed = wanted.Clone();
        refreshed.Id = read.Id.Length > 0 ? read.Id : old.Id;
        refreshed.Inputs = read.Inputs ?? old.Inputs;
        refreshed.Outputs = read.Outputs;
        refreshed.InitErrors = read.InitErrors ?? [];
        refreshed.RefreshBeforeUpdate = read.RefreshBeforeUpdate;
        if (!refreshed.Outputs.Equals(old.Outputs) || !refreshed.Inputs.Equals(old.Inputs))
        {
            refreshed.Modified = Now;
        }

        New = refreshed;
        if (!old.External)
        {
            diff = (await StepGenerator.DiffResourceAsync(
                manager, wanted.Urn, refreshed.Id, refreshed.Inputs, refreshed.Outputs, old.Inputs, old.IgnoreChanges, deployment).ConfigureAwait(false)).Invert();
        }

        return null;
    }
}

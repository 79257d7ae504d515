namespace NeonFlow.Provider.ProgramView;

/// <summary>What is known of one resource.</summary>
internal sealed class ProgramEntry
{
    /// <summary>Its checked inputs; null: not registered.</summary>
    public DescribedShape? News { get; private set; }

    /// <summary>What was saved of it; null: not seen.</summary>
    public DescribedShape? Olds { get; private set; }

    /// <summary>What a Create or Update left in this operation; null: not known.</summary>
    public DescribedShape? Left { get; private set; }

    public ProgramStep Step { get; private set; }

    public bool IsNew { get; private set; }

    public long Registered { get; private set; }

    public long Done { get; private set; }

    /// <summary>
    /// Whether its saved object goes away in this operation, because it is replaced or deleted. The second check of a replacement, which
    /// comes as if the resource were new, changes nothing about that.
    /// </summary>
    public bool LosesOld { get; private set; }

    /// <summary>Whether, if it is replaced, the engine deletes the saved object first, as the diff of the new inputs said.</summary>
    public bool OldGoesFirst { get; private set; }

    /// <summary>Whether the saved object was looked for and does not exist any more.</summary>
    public bool OldIsGone { get; private set; }

    public void Start() => Done = 0;

    public void Apply(ProgramEvent learnt)
    {
        switch (learnt.Act)
        {
            case ProgramAct.Check:
                News = learnt.Shape;
                IsNew = learnt.Step == ProgramStep.Create;
                // Registered as if it were new although it has a state: it is replaced. Without a diff, because somebody forces it.
                LosesOld |= IsNew && Olds is not null && !OldIsGone;
                Step = learnt.Step;
                Registered = learnt.At;
                Done = 0;
                break;
            case ProgramAct.Diff:
                Step = learnt.Step;
                Olds = learnt.Shape;
                LosesOld = learnt.Step == ProgramStep.Replace;
                OldGoesFirst = Registered > 0 && learnt.DeletesFirst;
                break;
            case ProgramAct.Read when Registered == 0:
                Olds = learnt.Shape;
                break;
            case ProgramAct.Absent:
                OldIsGone = true;
                break;
            case ProgramAct.Done:
                Done = learnt.At;
                Left = learnt.Shape;
                break;
            case ProgramAct.Delete:
                LosesOld = true;
                Olds = learnt.Shape;
                break;
        }
    }
}

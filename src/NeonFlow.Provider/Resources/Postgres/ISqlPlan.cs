using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>The pure part of an SQL room: what a resource's verbs come to, given what was observed.</summary>
/// <typeparam name="T">The shape.</typeparam>
/// <typeparam name="TObservation">What the room observes.</typeparam>
internal interface ISqlPlan<T, TObservation>
    where T : class
    where TObservation : class
{
    /// <summary>From what is observed to what is desired; create is the plan from nothing.</summary>
    /// <param name="desired">The checked inputs.</param>
    /// <param name="current">Saved inputs and outputs; null for a create.</param>
    /// <param name="observed">What was observed; null where the database was not looked at.</param>
    /// <param name="context">The program and the accounts.</param>
    static abstract SqlPlan Plan(T desired, T? current, TObservation? observed, PlanContext context);

    /// <summary>To nothing, of what this resource made.</summary>
    static abstract SqlPlan Delete(T state, TObservation observed, SqlOwnership ownership);

    /// <summary>The actual object; null for a confirmed absence.</summary>
    /// <param name="known">Inputs as known: saved, or those of an import.</param>
    /// <param name="observed">What was observed.</param>
    /// <param name="ownership">What this resource owns; null for an import, which takes everything over that it finds.</param>
    static abstract T? ReadState(T known, TObservation observed, SqlOwnership? ownership);

    /// <summary>The desired state after a plan.</summary>
    static abstract T PredictState(T desired, T? current, TObservation? observed, SqlPlan plan);

    /// <summary>What is not as desired after the statements of the plan.</summary>
    static abstract IEnumerable<Diagnostic> Verify(T desired, TObservation observed, SqlPlan plan);

    /// <summary>What the statements broke that nothing told before them; locks keep it as it is until COMMIT.</summary>
    static virtual IEnumerable<Diagnostic> Broken(T desired, TObservation before, TObservation after) => [];

    /// <summary>What the resource is about, which its account says.</summary>
    static abstract SqlSubject SubjectOf(T shape);

    /// <summary>Whether the resource has an account; else the object itself bears the mark.</summary>
    static virtual bool HasAccount => true;

    /// <summary>Whether the resource revokes privileges on what there is, which those who have them may have given on.</summary>
    static virtual bool Revokes => false;

    /// <summary>Whether the resource made what bears the name, so that this gets it back; else it is somebody else's object.</summary>
    static virtual bool IsOwnName(T state) => false;

    /// <summary>The id of the object in the state, as accounts write it; null where the state has none.</summary>
    static virtual string? ObjectIdOf(T state) => null;

    /// <summary>What was saved, under the names of today; the same where they are those of the state.</summary>
    /// <param name="state">What was saved.</param>
    /// <param name="now">What it is about, under the names of today; null where that is as it was.</param>
    /// <param name="own">What the account lists.</param>
    static abstract T Under(T state, SqlSubject? now, IReadOnlyList<Owned> own);

    /// <summary>The comment of the object, which has the mark of its resource; null where there is none, or it bears no comment.</summary>
    static virtual string? CommentOf(TObservation observed) => null;

    /// <summary>Outputs of an update that are known whatever its unknown inputs turn out to be; by name of the property.</summary>
    static virtual IReadOnlyList<string> LastingOutputs => [];

    /// <summary>What a state says that the resource owns.</summary>
    static virtual IReadOnlyList<Owned>? OwnedBy(T state) => null;
}

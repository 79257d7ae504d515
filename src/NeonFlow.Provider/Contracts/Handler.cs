using System.Diagnostics.CodeAnalysis;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Contracts;

/// <summary>
/// The verbs of one resource. The record holds inputs and outputs together; a verb never sees the wire, an unknown value (except in Check
/// and Preview, which say so) or a preview flag. Failures are <see cref="DiagnosticException"/>s, or exceptions of a client library.
/// </summary>
/// <typeparam name="T">The shape.</typeparam>
public abstract class Handler<[DynamicallyAccessedMembers(ShapeInfo.Kept)] T>
    where T : class
{
    /// <summary>The shape.</summary>
    public ShapeInfo Shape => ShapeInfo.Of<T>();

    /// <summary>
    /// Whether a replacement deletes the old object before it makes the new one. Default false: the new one is made first, so that its
    /// users can move over. An object that is replaced without another identity (<c>replaceOnChanges</c>) is always deleted first.
    /// </summary>
    public virtual bool DeleteBeforeReplace => false;

    /// <summary>
    /// Domain checks and normalization of the program's inputs, without I/O. Report with <c>context.Fail</c>; return the inputs, changed
    /// where they are normalized.
    /// Must never fail because of an unknown value, and Check(Check(x)) must equal Check(x).
    /// </summary>
    public virtual T Check(CheckContext<T> context) => context.Inputs;

    /// <summary>Corrects the structural diff where the domain knows better. Without I/O.</summary>
    public virtual void Diff(DiffContext<T> context) { }

    /// <summary>
    /// Where the object is: servers, databases or projects, as <see cref="IProgramView"/> names places; null where that is not known yet.
    /// Without I/O. None: no other resource of the program has to know of this one.
    /// </summary>
    public virtual IReadOnlyList<string?> PlacesOf(T shape, UnknownSet unknown) => [];

    /// <summary>Objects that the resource makes or keeps; without I/O. Names that are not known yet are left out.</summary>
    public virtual IReadOnlyList<ObjectRef> Makes(T shape) => [];

    /// <summary>Objects that the resource needs; without I/O. Names that are not known yet are left out.</summary>
    public virtual IReadOnlyList<ObjectRef> Uses(T shape) => [];

    /// <summary>
    /// What Create (<see cref="PreviewContext{T}.Current"/> is null) or Update would do and the state it would leave. Looks, but never
    /// writes. Fails when the up itself would fail.
    /// Without credentials or network it says <see cref="OperationContext.NotChecked(string, string)"/> and passes.
    /// </summary>
    public abstract Task<Preview<T>> PreviewAsync(PreviewContext<T> context);

    /// <summary>
    /// What the delete of a replaced object takes away: it is told with the preview of what takes its place, because no engine asks for the
    /// preview of a delete. Nothing where it takes nothing away. Fails where it would be refused.
    /// </summary>
    /// <param name="replaced">What was saved of the object that goes.</param>
    /// <param name="desired">What takes its place, which is fully known.</param>
    /// <param name="context">The operation, about the object that goes.</param>
    public virtual Task<Plan> PreviewReplacedAsync(T replaced, T desired, OperationContext context) => Task.FromResult(Plan.Nothing);

    /// <summary>
    /// Makes the object. Calls <see cref="OperationContext.SavePartialState"/> as soon as something exists, so that a later failure loses
    /// nothing. Adopts what an interrupted run of its own left.
    /// </summary>
    public abstract Task<ResourceState<T>> CreateAsync(T desired, OperationContext context);

    /// <summary>
    /// The actual object, or null for a confirmed absence. <see cref="ReadContext{T}.Saved"/> is null for an import: everything needed is
    /// in the id.
    /// </summary>
    public abstract Task<ResourceState<T>?> ReadAsync(ReadContext<T> context);

    /// <summary>Makes the object as desired, in place. <paramref name="current"/> holds the saved inputs and outputs.</summary>
    public abstract Task<T> UpdateAsync(string id, T current, T desired, OperationContext context);

    /// <summary>Removes the object; absent already is success. Never destroys what this resource did not make.</summary>
    public abstract Task DeleteAsync(string id, T state, OperationContext context);
}

using System.Diagnostics.CodeAnalysis;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Contracts;

/// <summary>
/// The verbs of one resource. The record holds inputs and outputs together; a verb never sees the wire, an unknown value (except in Check
/// and Preview, which
/// say so) or a preview flag. Failures are <see cref="DiagnosticException"/>s or client exceptions that the area's
/// <see cref="IFailureReader"/> reads.
/// </summary>
/// <typeparam name="T">The shape.</typeparam>
public abstract class Handler<[DynamicallyAccessedMembers(ShapeInfo.Kept)] T> : IHandler
    where T : class
{
    /// <inheritdoc/>
    public ShapeInfo Shape => ShapeInfo.Of<T>();

    /// <summary>Whether the engine reads the object before it plans, so that a plain preview shows drift. Default true.</summary>
    public virtual bool RefreshBeforeUpdate => true;

    /// <summary>
    /// Whether what replaces an object, because an input that replaces has changed, is another object that can be there beside it. Then it
    /// is made first, whoever uses the old one moves over, and the old one goes
    /// last. Default true. What has the same identity as before, and is replaced by the program's word only (<c>replaceOnChanges</c>), is
    /// always deleted first.
    /// </summary>
    public virtual bool StandsBesideItsReplacement => true;

    /// <summary>
    /// Domain checks and normalisation of the program's inputs, without I/O. Report with <c>context.Fail</c>; return the inputs, changed
    /// where they are normalised.
    /// Must never fail because of an unknown value, and Check(Check(x)) must equal Check(x).
    /// </summary>
    public virtual T Check(CheckContext<T> context) => context.Inputs;

    /// <summary>Corrects the structural diff where the domain knows better. Without I/O.</summary>
    public virtual void Diff(DiffContext<T> context) { }

    /// <summary>
    /// What the resource is going to be, for whoever judges several resources together; without I/O. Unknown inputs have their type's
    /// default.
    /// </summary>
    /// <param name="inputs">Checked inputs.</param>
    /// <param name="unknown">What is unknown in them.</param>
    /// <param name="isNew">Whether the resource is not in the state.</param>
    public virtual IReadOnlyList<Intent> IntentsOf(T inputs, UnknownSet unknown, bool isNew) => [];

    /// <summary>
    /// What Create (<see cref="PreviewContext{T}.Current"/> is null) or Update would do and the state it would leave. Looks, but never
    /// writes. Fails when the up itself would fail.
    /// Without credentials or network it says <see cref="OperationContext.NotChecked"/> and passes.
    /// </summary>
    public abstract Task<Preview<T>> PreviewAsync(PreviewContext<T> context);

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

    void IHandler.Accept(IHandlerVisitor visitor) => visitor.Visit(this);

    TResult IHandler.Accept<TResult>(IHandlerVisitor<TResult> visitor) => visitor.Visit(this);
}

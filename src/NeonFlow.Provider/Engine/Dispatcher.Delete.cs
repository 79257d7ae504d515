using System.Diagnostics.CodeAnalysis;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

internal sealed partial class Dispatcher
{
    public Task DeleteAsync(Target target, string id, PropertyValue.Map oldInputs, PropertyValue.Map olds, double timeout)
    {
        var handler = Find(target);
        return handler.Accept(
            new DeleteVisitor(this, target, id, SecretMarks.Add(handler.Shape, oldInputs), SecretMarks.Add(handler.Shape, olds), timeout)
        );
    }

    // Nothing else can be told: the program of today does not run in a destroy.
    private const string SavedAddress =
        "A delete works with the address and the credentials that were saved with the resource or with its explicit provider. If they "
        + "changed since, pulumi up with the resource still in the program saves the new ones.";

    private sealed class DeleteVisitor(
        Dispatcher dispatcher,
        Target target,
        string id,
        PropertyValue.Map oldInputs,
        PropertyValue.Map olds,
        double timeout
    ) : IHandlerVisitor<Task>
    {
        public Task Visit<[DynamicallyAccessedMembers(ShapeInfo.Kept)] T>(Handler<T> handler)
            where T : class
        {
            var state = ShapeCodec.Decode<T>(StateMaps.Merge(handler.Shape, oldInputs, olds, oldInputs), DecodeMode.State).Value;
            return dispatcher.RunAsync(
                target,
                timeout,
                isPreview: false,
                [oldInputs, olds],
                oldInputs,
                async context =>
                {
                    try
                    {
                        await handler.DeleteAsync(id, state, context).ConfigureAwait(false);

                        // What this operation has taken away itself, such as the reader of a slot, is nobody else's.
                        dispatcher.Intents.Compare(target.Urn, changes: true, [.. IntentsOf(handler, state).Where(static i => i.Stands)]);
                        return true;
                    }
                    catch (Exception e)
                        when (e is not OperationCanceledException
                            && dispatcher.Diagnose(e, context.Stop, timeout) is var diagnostics
                            && diagnostics.All(static d => d.Kind is FailureKind.Refused or FailureKind.Unreachable)
                        )
                    {
                        throw new DiagnosticException(
                            [.. diagnostics.Select(static d => d with { Fix = d.Fix is null ? SavedAddress : $"{d.Fix}\n{SavedAddress}" })],
                            e
                        );
                    }
                },
                () => RecheckInputs(handler, target, oldInputs)
            );
        }
    }
}

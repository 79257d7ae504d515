using System.Diagnostics.CodeAnalysis;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

internal sealed partial class Dispatcher
{
    /// <summary>Null for a confirmed absence. Inputs and outputs are both empty for an import.</summary>
    public Task<ReadResult?> ReadAsync(Target target, string id, PropertyValue.Map inputs, PropertyValue.Map outputs, double timeout)
    {
        var handler = Find(target);
        return handler.Accept(
            new ReadVisitor(this, target, id, SecretMarks.Add(handler.Shape, inputs), SecretMarks.Add(handler.Shape, outputs), timeout)
        );
    }

    private sealed class ReadVisitor(
        Dispatcher dispatcher,
        Target target,
        string id,
        PropertyValue.Map inputs,
        PropertyValue.Map outputs,
        double timeout
    ) : IHandlerVisitor<Task<ReadResult?>>
    {
        public Task<ReadResult?> Visit<[DynamicallyAccessedMembers(ShapeInfo.Kept)] T>(Handler<T> handler)
            where T : class
        {
            var isSaved = inputs.Entries.Count > 0 || outputs.Entries.Count > 0;
            var saved = isSaved
                ? ShapeCodec.Decode<T>(StateMaps.Merge(handler.Shape, inputs, outputs, inputs), DecodeMode.State).Value
                : null;
            return dispatcher.RunAsync<ReadResult?>(
                target,
                timeout,
                isPreview: false,
                [inputs, outputs],
                inputs,
                async context =>
                {
                    try
                    {
                        if (saved is not null)
                        {
                            dispatcher.Intents.See(target.Urn, IntentsOf(handler, saved));
                        }

                        var made = await handler.ReadAsync(new ReadContext<T>(context, id, saved)).ConfigureAwait(false);
                        return made is null
                            ? null
                            : new ReadResult(
                                made.Id,
                                StateMaps.ActualInputs(handler.Shape, made.State, isSaved ? inputs : null),
                                StateMaps.Outputs(handler.Shape, made.State, inputs, outputs),
                                dispatcher.RefreshBeforeUpdate(handler)
                            );
                    }
                    catch (Exception e)
                        when (isSaved
                            && e is not OperationCanceledException
                            && dispatcher.Diagnose(e, context.Stop, timeout) is var diagnostics
                            && diagnostics.All(KeepsState)
                        )
                    {
                        // The engine reads before the program runs, with what was saved: failing here would make every preview fail, and no
                        // change of the program could repair it.
                        context.Warn(
                            new(
                                CoreDiagnostics.NotChecked,
                                "",
                                "not checked: the state is kept as it was saved. "
                                    + $"{string.Join(" ", diagnostics.Select(static d => d.ToString()))}"
                            )
                        );
                        return new ReadResult(id, inputs, outputs, dispatcher.RefreshBeforeUpdate(handler));
                    }
                },
                () => isSaved ? RecheckInputs(handler, target, inputs) : []
            );
        }

        private static bool KeepsState(Diagnostic diagnostic) =>
            diagnostic.Kind is FailureKind.Refused or FailureKind.Unreachable || diagnostic.Code == CoreDiagnostics.MissingSetting;
    }
}

using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

internal sealed partial class ResourceAdapter<T>
{
    public Task<ReadResult?> ReadAsync(Target target, string id, PropertyValue.Map inputs, PropertyValue.Map outputs, double timeout)
    {
        (inputs, outputs) = (SecretMarks.Add(Shape, inputs), SecretMarks.Add(Shape, outputs));
        var isSaved = inputs.Entries.Count > 0 || outputs.Entries.Count > 0;
        var saved = isSaved ? State(StateMaps.Merge(Shape, inputs, outputs, inputs)) : null;
        var call = new VerbCall(target, inputs, [inputs, outputs])
        {
            Mark = StateMark.Of(outputs),
            Timeout = timeout,
            Recheck = () => isSaved ? RecheckInputs(inputs) : [],
        };
        return runner.RunAsync<ReadResult?>(
            call,
            async context =>
            {
                try
                {
                    var made = await handler
                        .ReadAsync(new ReadContext<T>(context, id, saved, isSaved ? State(inputs) : null))
                        .ConfigureAwait(false);
                    return made is null
                        ? null
                        : new ReadResult(
                            made.Id,
                            StateMaps.ActualInputs(Shape, made.Inputs ?? made.State, isSaved ? inputs : null),
                            StateMark.Add(StateMaps.Outputs(Shape, made.State, inputs, outputs), isSaved ? call.Mark : context.Marks.Own.Id)
                        );
                }
                catch (Exception e)
                    when (isSaved
                        && e is not OperationCanceledException
                        && runner.Diagnose(e, timeout, context.Stop) is var diagnostics
                        && diagnostics.All(KeepsState)
                    )
                {
                    // The engine reads before the program runs, with what was saved: failing here would make every preview fail, and no
                    // change of the program could repair it. What is to be strict fails in Diff.
                    var reasons = string.Join(" ", diagnostics.Select(static d => d.ToString()));
                    runner.Unseen[target.Urn] = reasons;
                    var causes = string.Join(" ", diagnostics.Select(static d => d.Cause));
                    context.WarnOnce(
                        $"read: {causes}",
                        new(CoreDiagnostics.NotChecked, "", $"not checked: the state is kept as it was saved. {reasons}")
                    );
                    return new ReadResult(id, inputs, outputs);
                }
            }
        );
    }

    private static bool KeepsState(Diagnostic diagnostic) =>
        diagnostic.Kind is FailureKind.Refused or FailureKind.Unreachable || diagnostic.Code == CoreDiagnostics.MissingSetting;
}

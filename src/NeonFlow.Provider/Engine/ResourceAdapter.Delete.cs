using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

internal sealed partial class ResourceAdapter<T>
{
    // Nothing else can be told: the program of today does not run in a destroy.
    private const string SavedAddress =
        "A delete works with the address and the credentials that were saved with the resource or with its explicit provider. If they "
        + "changed since, pulumi up with the resource still in the program saves the new ones.";

    public Task DeleteAsync(Target target, string id, PropertyValue.Map oldInputs, PropertyValue.Map olds, double timeout)
    {
        (oldInputs, olds) = (SecretMarks.Add(Shape, oldInputs), SecretMarks.Add(Shape, olds));
        var state = State(StateMaps.Merge(Shape, oldInputs, olds, oldInputs));
        var call = new VerbCall(target, oldInputs, [oldInputs, olds])
        {
            Mark = StateMark.Of(olds),
            Timeout = timeout,
            IsChange = true,
            Recheck = () => RecheckInputs(oldInputs),
        };
        return runner.RunAsync(
            call,
            async context =>
            {
                try
                {
                    await handler.DeleteAsync(id, state, context).ConfigureAwait(false);
                    return true;
                }
                catch (Exception e)
                    when (e is not OperationCanceledException
                        && runner.Diagnose(e, timeout, context.Stop) is var diagnostics
                        && diagnostics.All(static d => d.Kind is FailureKind.Refused or FailureKind.Unreachable)
                    )
                {
                    throw new DiagnosticException(
                        [.. diagnostics.Select(static d => d with { Fix = d.Fix is null ? SavedAddress : $"{d.Fix}\n{SavedAddress}" })],
                        e
                    );
                }
            }
        );
    }
}

using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

internal sealed partial class Dispatcher
{
    public Task<InvokeResult> InvokeAsync(string token, PropertyValue.Map args, bool preview)
    {
        var function =
            Rooms.Function(token)
            ?? throw new CallFailedException(
                FailureStatus.Unimplemented,
                new Diagnostic(CoreDiagnostics.UnknownToken, "", $"{token} does not exist in this version of the provider.").ToString()
            );
        args = SecretMarks.Add(function.Args, args);
        return RunAsync(
            new Target("", "", token),
            0,
            preview,
            [args],
            args,
            async context =>
            {
                // An error of an invoke ends the program as "an unhandled error"; failures reach it with property and reason, and nobody
                // prints the property's value.
                try
                {
                    var (result, failures) = await function.InvokeAsync(args, context).ConfigureAwait(false);
                    if (result is not null)
                    {
                        Redactor.Learn(result);
                    }

                    return new InvokeResult(
                        result,
                        [.. failures.Select(f => new InputFailure(f.Path, Redactor.Redact(f.ToString(), args)))]
                    );
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    return new InvokeResult(
                        null,
                        [.. Diagnose(e, context.Stop, 0).Select(f => new InputFailure(f.Path, Redactor.Redact(f.ToString(), args)))]
                    );
                }
            }
        );
    }
}

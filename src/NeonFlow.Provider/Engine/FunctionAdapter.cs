using System.Diagnostics.CodeAnalysis;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

/// <summary>Decodes, checks, runs a typed function, encodes.</summary>
internal sealed class FunctionAdapter<
    [DynamicallyAccessedMembers(ShapeInfo.Kept)] TArgs,
    [DynamicallyAccessedMembers(ShapeInfo.Kept)] TResult
>(Function<TArgs, TResult> function, VerbRunner runner) : IFunctionAdapter
    where TArgs : class
    where TResult : class
{
    // An answer cannot be unknown; an empty one is what the engine gives itself where a provider cannot be asked yet, and the C# library
    // takes it for unknown.
    private static InvokeResult NotKnown => new(PropertyValue.Map.Empty, []);

    private static ShapeInfo Args => ShapeInfo.Of<TArgs>();

    private static ShapeInfo Result => ShapeInfo.Of<TResult>();

    public Task<InvokeResult> InvokeAsync(string token, PropertyValue.Map args, bool preview)
    {
        args = SecretMarks.Add(Args, args);
        var call = new VerbCall(new Target("", "", token), args, [args]) { IsPreview = preview };
        return runner.RunAsync(
            call,
            async context =>
            {
                // An error of an invoke ends the program as "an unhandled error"; failures reach it with property and reason, and nobody
                // prints the property's value.
                try
                {
                    if (Check(args, out var checkedArgs) is { Count: > 0 } failures)
                    {
                        return Failed(failures);
                    }
                    var answer = await function.InvokeAsync(checkedArgs, context).ConfigureAwait(false);
                    var result = ShapeCodec.Encode(Result, answer, static _ => true);
                    runner.Redactor.Learn(ShapeCodec.Encode(Result, answer, static p => !p.IsConfidential));
                    return new InvokeResult(StateMaps.IsOfSecrets(Args, args) ? Secret(result) : result, []);
                }
                catch (NotMadeYetException e)
                {
                    context.NotChecked(NameOf(token), e.Message);
                    return NotKnown;
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    var reasons = runner.Diagnose(e, 0, context.Stop);
                    if (!preview || runner.IsStrict || !reasons.All(IsNoLook))
                    {
                        return Failed(reasons);
                    }
                    foreach (var reason in reasons)
                    {
                        context.NotChecked(NameOf(token), reason);
                    }
                    return NotKnown;
                }
            }
        );

        InvokeResult Failed(IReadOnlyList<Diagnostic> diagnostics) =>
            new(null, InputFailure.Fit(diagnostics, d => new(d.Path, ShownText.Cut(runner.Show(call.Target, d.ToString(), args)))));
    }

    private static string NameOf(string token) => token[(token.IndexOf(':', StringComparison.Ordinal) + 1)..];

    // What was found by a name that is secret tells of it.
    private static PropertyValue.Map Secret(PropertyValue.Map result) =>
        new(
            result.Entries.ToDictionary(
                static e => e.Key,
                static e => e.Value.HasSecrets ? e.Value : new PropertyValue.Secret(e.Value),
                StringComparer.Ordinal
            )
        );

    // A preview goes on without a look; a resource that needs the same says what is wrong with the credentials.
    private static bool IsNoLook(Diagnostic reason) =>
        reason.Kind is FailureKind.Refused or FailureKind.Unreachable or FailureKind.Unavailable;

    private IReadOnlyList<Diagnostic> Check(PropertyValue.Map args, out TArgs checkedArgs)
    {
        var (decoded, normalized, failures) = InputCheck<TArgs>.Of(args, function.Check);
        checkedArgs = normalized;
        if (failures.Count > 0)
        {
            return failures;
        }
        // The .NET SDK waits until everything is known; another one may not.
        return
        [
            .. decoded.Unknown.Paths.Select(static p => new Diagnostic(
                CoreDiagnostics.MissingInput,
                p,
                $"{p} is not known yet, so nothing can be looked up."
            )),
        ];
    }
}

using NeonFlow.Estuary;
using NeonFlow.Neon;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Upstreams;

public sealed partial class UpstreamClients
{
    private static readonly TimeSpan TrialTime = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Tries credentials and tells those that are refused. One that cannot be tried, because nobody answers in time, is not refused.
    /// </summary>
    /// <param name="names">Settings that hold them.</param>
    /// <param name="stop">Stops the trial.</param>
    internal async Task<IReadOnlyList<Diagnostic>> RefusedAsync(IReadOnlyCollection<string> names, CancellationToken stop)
    {
        var refused = new List<Diagnostic>();
        foreach (var (name, trial) in Trials())
        {
            if (!names.Contains(name))
            {
                continue;
            }

            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
            limit.CancelAfter(TrialTime);
            try
            {
                await trial(limit.Token).ConfigureAwait(false);
            }
            catch (DiagnosticException e) when (e.Diagnostics[0].Code == EstuaryDiagnostics.BadToken)
            {
                refused.AddRange(e.Diagnostics);
            }
            catch (Exception e) when (e is NeonUnauthorizedException { Failure.Status: 401 } or EstuaryUnauthorizedException)
            {
                refused.Add(UpstreamFailures.Read(e)! with { Path = name });
            }
            catch (Exception e) when (e is NeonException or EstuaryException or DiagnosticException or OperationCanceledException)
            {
                // Not tried.
            }
        }

        return refused;
    }

    private IEnumerable<(string Name, Func<CancellationToken, Task> Trial)> Trials() =>
        [
            (PropertyPath.Of(nameof(Settings.NeonApiKey)), stop => Neon.CheckKeyAsync(stop)),
            (PropertyPath.Of(nameof(Settings.EstuaryToken)), stop => Estuary.GetDataPlanesAsync(stop)),
        ];
}

using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Preflight.Rules;

/// <summary>There is a WAL sender left for the capture.</summary>
internal sealed class FreeSenderRule : ICaptureRule
{
    public IEnumerable<Diagnostic> Judge(CaptureSituation situation)
    {
        if (situation.Facts is { Slot: not { Active: true }, Server: var server } && server.Senders >= server.MaxSenders)
        {
            yield return new Diagnostic(PreflightDiagnostics.NoFreeSender, situation.Subject.SlotPath, $"All {server.MaxSenders} WAL senders of the server are at work. {PreflightDiagnostics.NoFreeSender.Consequence}")
            {
                Fix = $"ALTER SYSTEM SET max_wal_senders = {server.MaxSenders + 5};   -- and restart the server",
            };
        }
    }
}

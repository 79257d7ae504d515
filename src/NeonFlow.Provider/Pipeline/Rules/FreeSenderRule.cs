using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>There is a WAL sender left for the capture.</summary>
internal sealed class FreeSenderRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.NoFreeSender;

    public CaptureAspects RestsOn => CaptureAspects.SlotName;

    public string Remedy => "`ALTER SYSTEM SET max_wal_senders = …` and a restart";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (situation.Facts is { Slot: not { Active: true }, Server: var server } && server.Senders >= server.MaxSenders)
        {
            yield return this.Found(
                situation.Subject.SlotPath,
                $"All {server.MaxSenders} WAL senders of the server are at work.",
                $"ALTER SYSTEM SET max_wal_senders = {server.MaxSenders + 5};   -- and restart the server"
            );
        }
    }
}

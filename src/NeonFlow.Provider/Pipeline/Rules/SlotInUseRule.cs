using NeonFlow.Provider.Schema;
using TaskStatus = NeonFlow.Estuary.TaskStatus;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>Nobody else streams from the capture's slot.</summary>
internal sealed class SlotInUseRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.SlotInUse;

    public CaptureAspects RestsOn => CaptureAspects.SlotName | CaptureAspects.Slot;

    public string Remedy => "another `SlotName`, or end that reader";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (
            situation is not { Facts: { Slot: { Active: true, Logical: true } slot, Server: var server }, Subject: var subject }
            || slot.Database != server.Database
        )
        {
            yield break;
        }

        // The capture's own stream bears its role, the one before a change as long as it is in force, and the name that the connector gives
        // to all its sessions.
        var ours = situation.FormerUsers.Append(subject.LiveUser ?? subject.User).Append(subject.User);
        // Where there is no role of that name, somebody renamed the capture's, and its stream goes on under the new name.
        var foreign =
            (slot.HolderRole is { } role && !ours.Contains(role) && situation.Facts.Role is not null)
            || (slot.HolderApplication is { Length: > 0 } application && application != "estuary_flow");
        var refused = subject.Trouble.Contains("another capture is already running against this database", StringComparison.Ordinal);
        if ((!subject.Exists && !situation.SlotWasOurs) || foreign || (refused && subject.Status is not TaskStatus.Ok))
        {
            var holder = slot.HolderRole is null ? "" : $", role {slot.HolderRole}";
            holder += slot.HolderApplication is { Length: > 0 } name ? $", application {name}" : "";
            yield return this.Found(
                subject.SlotPath,
                $"Somebody streams from the slot {slot.Name} (pid {slot.ActivePid}{holder})"
                    + $"{(subject.Exists ? ", and it is not this capture" : ", and this capture does not run yet")}.",
                $"{Say.OtherSlot(subject)}   // or end that reader, and see that it does not come back"
            );
        }
    }
}

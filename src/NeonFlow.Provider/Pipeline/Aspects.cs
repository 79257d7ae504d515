using NeonFlow.Provider.Schema;
using static NeonFlow.Provider.Pipeline.PreflightDiagnostics;

namespace NeonFlow.Provider.Pipeline;

/// <summary>Which judgement rests on what, and how to say it.</summary>
internal static class Aspects
{
    private static readonly Dictionary<DiagnosticCode, CaptureAspects> Needs = new()
    {
        [Keyless] = CaptureAspects.Tables,
        [PooledHost] = CaptureAspects.Host,
        [SelectMissing] = CaptureAspects.Role | CaptureAspects.Rights | CaptureAspects.Tables,
        [PublicationName] = CaptureAspects.PublicationName,
        [ForeignSlot] = CaptureAspects.SlotName | CaptureAspects.Slot,
        [PublicationMissing] = CaptureAspects.PublicationName | CaptureAspects.Publication,
        [TableNotPublished] = CaptureAspects.PublicationName | CaptureAspects.Publication | CaptureAspects.Tables,
        [OperationsMissing] = CaptureAspects.PublicationName | CaptureAspects.Publication,
        [WatermarksMissing] = CaptureAspects.Watermarks | CaptureAspects.Role,
        [WatermarksNotPublished] = CaptureAspects.Watermarks | CaptureAspects.PublicationName | CaptureAspects.Publication,
        [ReplicationMissing] = CaptureAspects.Role,
        [WalLevel] = CaptureAspects.Server,
        [NoFreeSlot] = CaptureAspects.SlotName | CaptureAspects.Slot,
        [NoFreeSender] = CaptureAspects.SlotName,
        [RowSecurity] = CaptureAspects.Role | CaptureAspects.Tables,
        [PartitionRoot] = CaptureAspects.PublicationName | CaptureAspects.Publication | CaptureAspects.Tables,
        [TableMissing] = CaptureAspects.Tables,
        [SlotLost] = CaptureAspects.SlotName | CaptureAspects.Slot,
        [RoleMissing] = CaptureAspects.Role,
        [Standby] = CaptureAspects.Server,
        [SlotName] = CaptureAspects.SlotName,
        [SlotShared] = CaptureAspects.SlotName,
        [SlotInUse] = CaptureAspects.SlotName | CaptureAspects.Slot,
        [SlotGone] = CaptureAspects.SlotName | CaptureAspects.Slot,
        [SlotRemade] = CaptureAspects.SlotName | CaptureAspects.Slot,
        [PublicationRemade] = CaptureAspects.PublicationName | CaptureAspects.Publication,
        [FallbackKey] = CaptureAspects.Tables,
        [RowFilter] = CaptureAspects.PublicationName | CaptureAspects.Publication | CaptureAspects.Tables,
        [ColumnList] = CaptureAspects.PublicationName | CaptureAspects.Publication | CaptureAspects.Tables,
        [VirtualColumn] = CaptureAspects.Tables,
        [StoredColumn] = CaptureAspects.Tables,
        [Unpublishable] = CaptureAspects.Tables,
        [PartitionBound] = CaptureAspects.PublicationName | CaptureAspects.Publication | CaptureAspects.Tables,
        [NoLogin] = CaptureAspects.Role,
        [StaysAwake] = CaptureAspects.None,
        [ReadOnly] = CaptureAspects.Watermarks,
    };

    private static readonly (CaptureAspects Aspect, string Words)[] Words =
    [
        (CaptureAspects.Host, "host"),
        (CaptureAspects.Server, "logical replication"),
        (CaptureAspects.Role, "role"),
        (CaptureAspects.Rights, "rights on the tables"),
        (CaptureAspects.PublicationName, "name of the publication"),
        (CaptureAspects.Publication, "publication"),
        (CaptureAspects.Watermarks, "watermarks table"),
        (CaptureAspects.SlotName, "name of the slot"),
        (CaptureAspects.Slot, "slot"),
        (CaptureAspects.Tables, "tables"),
    ];

    /// <summary>What a finding of this code rests on; a code that is not listed rests on everything.</summary>
    public static CaptureAspects Of(DiagnosticCode code) => Needs.GetValueOrDefault(code, CaptureAspects.All);

    /// <summary>Whether this code is listed.</summary>
    public static bool Knows(DiagnosticCode code) => Needs.ContainsKey(code);

    /// <summary>In words: <c>role, publication and slot</c>.</summary>
    public static string Say(CaptureAspects aspects) => And([.. Words.Where(w => aspects.HasFlag(w.Aspect)).Select(static w => w.Words)]);

    public static string And(IReadOnlyList<string> words) =>
        words.Count < 2 ? string.Concat(words) : $"{string.Join(", ", words.SkipLast(1))} and {words[^1]}";
}

using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline;

/// <summary>How to say what a judgement rests on.</summary>
internal static class Aspects
{
    private static readonly (CaptureAspects Aspect, string Words)[] Words =
    [
        (CaptureAspects.Host, "host"),
        (CaptureAspects.Addresses, "address list"),
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

    /// <summary>In words: <c>role, publication and slot</c>.</summary>
    public static string Say(CaptureAspects aspects) =>
        TextList.And([.. Words.Where(w => aspects.HasFlag(w.Aspect)).Select(static w => w.Words)]);
}

using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline;

/// <summary>Changes of tables that a capture never gets any more, until those tables are captured again from the start.</summary>
[ObjectType("neonflow:estuary:CaptureLoss")]
public sealed record CaptureLoss
{
    /// <summary>Code of the diagnostic that told of it first.</summary>
    [Output]
    public required string Code { get; init; }

    /// <summary>What was seen.</summary>
    [Output]
    public required string Message { get; init; }

    /// <summary>When it was seen first, in UTC.</summary>
    [Output]
    public string? Since { get; init; }

    /// <summary>
    /// Bindings that are concerned, as <c>schema.table:counter</c>: a raised counter, or another backfill mode, heals the loss; in the mode
    /// <c>Only Changes</c> only another mode does.
    /// </summary>
    [Output, Unordered]
    public IReadOnlyList<string>? Bindings { get; init; }

    /// <summary>The table of a binding.</summary>
    /// <param name="binding">One of <see cref="Bindings"/>.</param>
    public static string TableOf(string binding) => binding[..binding.LastIndexOf(':')];

    /// <summary>The losses of some bindings.</summary>
    /// <param name="losses">Losses.</param>
    /// <param name="binding">What a binding of a loss is now; null: not one of those.</param>
    public static IReadOnlyList<CaptureLoss> Of(IReadOnlyList<CaptureLoss>? losses, Func<string, string?> binding) =>
        [
            .. (losses ?? [])
                .Select(l => l with { Bindings = [.. (l.Bindings ?? []).Select(binding).OfType<string>().Distinct()] })
                .Where(static l => l.Bindings!.Count > 0),
        ];

    /// <summary>Known losses together with those that were found now; what is known keeps its words and its time.</summary>
    /// <param name="known">Known losses.</param>
    /// <param name="found">Losses that were found now.</param>
    /// <param name="now">When.</param>
    public static IReadOnlyList<CaptureLoss> Merge(IReadOnlyList<CaptureLoss> known, IReadOnlyList<CaptureLoss> found, string now) =>
        [
            .. known,
            .. found
                .Select(f => f with { Since = now, Bindings = [.. (f.Bindings ?? []).Except(BindingsOf(known, f.Code))] })
                .Where(static f => f.Bindings!.Count > 0),
        ];

    private static IEnumerable<string> BindingsOf(IReadOnlyList<CaptureLoss> losses, string code) =>
        losses.Where(l => l.Code == code).SelectMany(static l => l.Bindings ?? []);
}

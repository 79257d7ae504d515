using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Preflight;

/// <summary>Something that could not be looked at, and why.</summary>
/// <param name="What">What.</param>
/// <param name="Because">Why, worded to follow "because".</param>
internal sealed record NotLooked(string What, string Because)
{
    /// <summary>The failure of an upstream that it comes from; null where there was none.</summary>
    public Diagnostic? Failure { get; init; }

    /// <summary>That an upstream failed.</summary>
    /// <param name="what">What could not be looked at.</param>
    /// <param name="failure">The failure.</param>
    public static NotLooked Of(string what, Diagnostic failure) => new(what, failure.Message.TrimEnd('.')) { Failure = failure };

    /// <summary>The "not checked" line of a verb.</summary>
    public void Tell(OperationContext context)
    {
        if (Failure is { } failure)
        {
            context.NotChecked(What, failure);
        }
        else
        {
            context.NotChecked(What, Because);
        }
    }
}

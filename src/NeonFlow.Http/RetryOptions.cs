namespace NeonFlow.Http;

/// <summary>How often and for how long a call is repeated.</summary>
public sealed record RetryOptions
{
    // Beyond this the doubled pause is longer than any patience.
    private const int LastDoubling = 20;

    /// <summary>How long the API may say nothing, and a read may take. A call that was given up so is not tried again.</summary>
    public required TimeSpan AnswerTimeout { get; init; }

    /// <summary>How long a call that is no read may take while the API answers others.</summary>
    public required TimeSpan CallTimeout { get; init; }

    /// <summary>Longest time for all attempts of a call and the pauses between them.</summary>
    public required TimeSpan Patience { get; init; }

    /// <summary>Longest time for all attempts of a read that is no part of a change; null: as for any other.</summary>
    public TimeSpan? ReadPatience { get; init; }

    /// <summary>Whether what runs now changes something: its reads then wait as its changes do. Null: it does not.</summary>
    public Func<bool>? IsChange { get; init; }

    /// <summary>How often a call is tried that ends in an error of the server or a broken connection.</summary>
    public required int Attempts { get; init; }

    /// <summary>First pause between attempts; doubled each time, with jitter.</summary>
    public required TimeSpan FirstPause { get; init; }

    /// <summary>Longest pause between attempts, unless the server asks for a longer one.</summary>
    public required TimeSpan LongestPause { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>
    /// The pause after an attempt. A server may ask for a longer pause than ours, never for a shorter one: <c>Retry-After: 0</c> would be a
    /// loop without any pause.
    /// </summary>
    /// <param name="attempt">Number of the attempt, from 1.</param>
    /// <param name="asked">What the server asks for, if anything.</param>
    public TimeSpan PauseAfter(int attempt, TimeSpan? asked)
    {
        var longest = Math.Min(
            FirstPause.TotalMilliseconds * Math.Pow(2, Math.Min(attempt - 1, LastDoubling)),
            LongestPause.TotalMilliseconds
        );
        var own = TimeSpan.FromMilliseconds(longest * (0.5 + (Random.Shared.NextDouble() / 2)));
        return asked > own ? asked.Value : own;
    }

    /// <summary>When a call is given up at the latest, in local time.</summary>
    internal DateTimeOffset Deadline(HttpCall call) => Clock.GetLocalNow() + PatienceOf(call) - Clock.GetElapsedTime(call.Started);

    /// <summary>Longest time for one attempt of a call.</summary>
    internal TimeSpan TimeoutOf(HttpCall call) => call.Kind == CallKind.Read ? AnswerTimeout : CallTimeout;

    /// <summary>Whether a call is sent again.</summary>
    /// <param name="rule">What the failure allows.</param>
    /// <param name="call">The call.</param>
    /// <param name="pause">The pause before the next attempt.</param>
    internal bool Repeats(RetryRule rule, HttpCall call, TimeSpan pause) =>
        rule switch
        {
            RetryRule.AtOnce => true,
            RetryRule.WhenCountedAnew => true,
            RetryRule.WhenFree => !IsLook(call) || call.Attempts < Attempts * 2,
            RetryRule.Reconnect => call.Attempts < Math.Min(2, Attempts),
            RetryRule.IfRepeatable => call.Attempts < Attempts && call.Kind != CallKind.NotIdempotent,
            _ => false,
        }
        && Clock.GetElapsedTime(call.Started) + pause <= PatienceOf(call);

    private TimeSpan PatienceOf(HttpCall call) => IsLook(call) ? ReadPatience ?? Patience : Patience;

    /// <summary>Whether a call reads without being part of a change.</summary>
    internal bool IsLook(HttpCall call) => call.Kind == CallKind.Read && IsChange?.Invoke() != true;
}

using NeonFlow.Http;

namespace NeonFlow.Neon;

/// <summary>How to reach the Neon API and how patient to be.</summary>
public sealed class NeonOptions
{
    /// <summary>Where the real service is.</summary>
    public static readonly Uri DefaultAddress = new("https://console.neon.tech/api/v2");

    /// <summary>Base URL. Default: <see cref="DefaultAddress"/>.</summary>
    public Uri Address { get; init; } = DefaultAddress;

    /// <summary>API key (personal, organization or project-scoped); secret.</summary>
    public required string ApiKey { internal get; init; }

    /// <summary>How long the API may say nothing, and a read may take, before it is given up for all calls. Default: 30 s.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a call that is no read may take while the API answers others. Default: 60 s.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long 423 and 429 are waited out. Default: 5 minutes.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// As <see cref="Patience"/>, for a call that only reads and is no part of a change. Default: 2 minutes, because Neon counts requests
    /// by the minute.
    /// </summary>
    public TimeSpan ReadPatience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Whether what runs now changes something: what it reads is then waited for as well. Default: it does not.</summary>
    public Func<bool>? IsChange { get; init; }

    /// <summary>How often a call is tried that ends in 5xx or a broken connection. Default: 4.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>First pause between tries; doubled each time, with jitter. Default: 250 ms.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest pause between tries, unless the server asks for a longer one. Default: 10 s.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause between looks at an operation, growing to ten times this. Default: 150 ms.</summary>
    public TimeSpan PollPause { get; init; } = TimeSpan.FromMilliseconds(150);

    /// <summary>Longest wait for operations. Default: 10 minutes.</summary>
    public TimeSpan OperationPatience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Sent as <c>User-Agent</c>.</summary>
    public string UserAgent { get; init; } = "neonflow/0.1";

    /// <summary>Told in words for people why a call or an operation takes long. Default: nothing is told.</summary>
    public IProgress<string>? Progress { get; init; }

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    internal RetryOptions Retries =>
        new()
        {
            AnswerTimeout = AnswerTimeout,
            CallTimeout = CallTimeout,
            Patience = Patience,
            ReadPatience = ReadPatience,
            IsChange = IsChange,
            Attempts = Attempts,
            FirstPause = FirstPause,
            LongestPause = LongestPause,
            Clock = Clock,
        };
}

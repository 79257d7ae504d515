using NeonFlow.Http;

namespace NeonFlow.Estuary;

/// <summary>How to reach Estuary's control plane and how patient to be.</summary>
public sealed class EstuaryOptions
{
    /// <summary>PostgREST of the real service.</summary>
    public static readonly Uri DefaultPostgrest = new("https://eyrcnmuzzyriypdajwdk.supabase.co/rest/v1");

    /// <summary>Agent API of the real service (token exchange, GraphQL, status).</summary>
    public static readonly Uri DefaultAgent = new("https://api.estuary.dev");

    /// <summary>Config encryption of the real service.</summary>
    public static readonly Uri DefaultEncryption = new("https://config-encryption.estuary.dev");

    /// <summary>Base URL of PostgREST. Default: <see cref="DefaultPostgrest"/>.</summary>
    public Uri Postgrest { get; init; } = DefaultPostgrest;

    /// <summary>Base URL of the agent API. Default: <see cref="DefaultAgent"/>.</summary>
    public Uri Agent { get; init; } = DefaultAgent;

    /// <summary>Base URL of config encryption. Default: <see cref="DefaultEncryption"/>.</summary>
    public Uri Encryption { get; init; } = DefaultEncryption;

    /// <summary>Refresh token, access token or API key of a service account; secret.</summary>
    public required EstuaryToken Token { get; init; }

    /// <summary>
    /// The public key that PostgREST's gateway wants as <c>apikey</c>. It identifies Estuary's project and grants nothing; the dashboard
    /// and flowctl publish it. Null: none is sent.
    /// </summary>
    public string? PublicKey { get; init; }

    /// <summary>How long the API may say nothing, and a read may take, before it is given up for all calls. Default: 30 s.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a call that is no read may take while the API answers others. Default: 60 s.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long 429, 503 and provisional denials (307) are waited out. Default: 2 minutes.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>As <see cref="Patience"/>, for a call that only reads and is no part of a change. Default: 2 minutes.</summary>
    public TimeSpan ReadPatience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Whether what runs now changes something: what it reads is then waited for as well. Default: it does not.</summary>
    public Func<bool>? IsChange { get; init; }

    /// <summary>How often a call is tried that ends in 5xx or a broken connection. Default: 4.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>First pause between tries; doubled each time, with jitter. Default: 250 ms.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest pause between tries. Default: 10 s.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause between looks at a job, growing to five times this. Default: 1 s, 50 ms on loopback.</summary>
    public TimeSpan? PollPause { get; init; }

    /// <summary>Longest wait for a publish. Default: 15 minutes.</summary>
    public TimeSpan PublishPatience { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Sent as <c>User-Agent</c>.</summary>
    public string UserAgent { get; init; } = "neonflow/0.1";

    /// <summary>Told in words for people why a call, a publish or a task takes long. Default: nothing is told.</summary>
    public IProgress<string>? Progress { get; init; }

    /// <summary>Throws where a host that Estuary names may not be called. Default: every one may.</summary>
    public Action<string>? Permit { get; init; }

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

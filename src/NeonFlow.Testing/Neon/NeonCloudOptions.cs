using System.Net;
using NeonFlow.Testing.Postgres;

namespace NeonFlow.Testing.Neon;

/// <summary>How a local Neon is made.</summary>
public sealed record NeonCloudOptions
{
    /// <summary>The API key that it accepts; default: a random one.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Port of the API on 127.0.0.1; default 0: a free one.</summary>
    public int Port { get; init; }

    /// <summary>
    /// Whether that key is a person's, which has to name the organization (<c>org_id</c>) wherever projects are listed; default false: it
    /// belongs to the organization.
    /// </summary>
    public bool PersonalKey { get; init; }

    /// <summary>
    /// The only project that the key is for, by id; the others and all lists of projects are refused. Default null: the key is for all of
    /// them.
    /// </summary>
    public string? KeyProject { get; init; }

    /// <summary>How many requests are carried out; default null: all of them, because tests have no time to wait for a minute.</summary>
    public NeonRateLimits? RateLimits { get; init; }

    /// <summary>
    /// Whether members of answers that the contract does not require are left out and null by turns, from answer to answer. Default false:
    /// every answer is complete, as Neon's usually are.
    /// </summary>
    public bool LeaveOutOptional { get; init; }

    /// <summary>How long an operation takes before its work is done, default 40 ms; Neon's own take 50 ms to some seconds.</summary>
    public TimeSpan OperationTime { get; init; } = TimeSpan.FromMilliseconds(40);

    /// <summary>
    /// The address that Neon would see for a connection; default: the one it comes from, which on one machine is 127.0.0.1 for
    /// everybody. Returning another one puts a client (a data plane, say) elsewhere, so that IP Allow meets it; null keeps the default.
    /// </summary>
    public Func<NeonConnectionAttempt, IPAddress?>? SourceAddress { get; init; }

    /// <summary>
    /// Whether connections that come from this machine itself (loopback, not placed elsewhere by <see cref="SourceAddress"/>) pass
    /// IP Allow whatever it says; default true. False refuses them as Neon refuses any address that is not listed.
    /// </summary>
    public bool LoopbackIsAllowed { get; init; } = true;

    /// <summary>PostgreSQL executables; default: what <see cref="PostgresBinaries.FindForNeon"/> finds.</summary>
    public PostgresBinaries? Binaries { get; init; }
}

using System.Net;

namespace NeonFlow.Testing.Neon;

/// <summary>A connection that arrives at an endpoint, as its first message describes it.</summary>
/// <param name="Project">The project of the endpoint.</param>
/// <param name="Remote">The socket's other end.</param>
/// <param name="Parameters">The startup parameters: user, database, application_name, replication and others.</param>
/// <param name="Pooled">True on the pooled host.</param>
public sealed record NeonConnectionAttempt(
    NeonProject Project,
    IPAddress Remote,
    IReadOnlyDictionary<string, string> Parameters,
    bool Pooled
)
{
    /// <summary>The port that it arrived at.</summary>
    public int Port { get; init; }

    /// <summary>The role that wants in.</summary>
    public string User => Parameters.GetValueOrDefault("user", "");

    /// <summary>The name that the program gives itself; empty where it gives none.</summary>
    public string ApplicationName => Parameters.GetValueOrDefault("application_name", "");
}

namespace NeonFlow.Postgres;

/// <summary>What is wrong with an address: the member, the reason, the fix.</summary>
/// <param name="Member">Name of the member in camel case: host, port, database, user, tlsMode.</param>
/// <param name="Reason">What is wrong.</param>
/// <param name="Fix">What to write instead.</param>
public sealed record AddressFault(string Member, string Reason, string Fix);

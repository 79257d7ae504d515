using NeonFlow.Testing.Connectors.SourcePostgres;
using Npgsql.Replication;

namespace NeonFlow.Testing.Tests.Connectors;

public sealed class ReplicationStreamTests
{
    /// <summary>Notices of the server reach the log only through a private field; a version of Npgsql without it must not get in.</summary>
    [Fact]
    public async Task The_connection_inside_a_replication_connection_can_be_reached()
    {
        await using var replication = new LogicalReplicationConnection("Host=127.0.0.1;Username=nobody");
        Assert.NotNull(ReplicationStream.Inner(replication));
    }
}

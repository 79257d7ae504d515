using System.Collections.Concurrent;
using NeonFlow.Testing.Postgres;
using Npgsql;
using static NeonFlow.Testing.Postgres.PostgresServer;

namespace NeonFlow.Testing.Neon;

internal sealed record DatabaseRecord(long Id, string Name, string Owner, DateTime CreatedAt, DateTime UpdatedAt);

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace NeonFlow.Testing.Postgres;

/// <summary>A PostgreSQL server did not start; the message holds the end of its log.</summary>
public sealed class PostgresStartException(string message) : Exception(message);

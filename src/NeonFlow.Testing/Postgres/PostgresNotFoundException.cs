using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Postgres;

/// <summary>PostgreSQL is neither on this machine nor could it be installed.</summary>
public sealed class PostgresNotFoundException(string message) : Exception(message);

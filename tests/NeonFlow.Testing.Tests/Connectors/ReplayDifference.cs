using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NeonFlow.Testing.Connectors.SourcePostgres;
using Npgsql;
using Npgsql.Replication;
using Xunit.Abstractions;

namespace NeonFlow.Testing.Tests.Connectors;

internal sealed class ReplayDifference(string message) : Exception(message);

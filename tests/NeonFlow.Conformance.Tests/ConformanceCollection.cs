using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using NeonFlow.Harness;
using NeonFlow.Testing;
using NeonFlow.Testing.Neon;
using Npgsql;

namespace NeonFlow.Conformance.Tests;

/// <summary>All laws share one cloud, and so run one after the other.</summary>
[CollectionDefinition(nameof(ConformanceCloud))]
public sealed class ConformanceCollection : ICollectionFixture<ConformanceCloud>;

namespace NeonFlow.Conformance.Tests;

/// <summary>All laws share one cloud, and so run one after the other.</summary>
[CollectionDefinition(nameof(ConformanceCloud))]
public sealed class ConformanceCollection : ICollectionFixture<ConformanceCloud>;

namespace NeonFlow.Wholesome.Tests.Breaches.Low;

/// <summary>No breach.</summary>
internal sealed record Stone(int Weight);

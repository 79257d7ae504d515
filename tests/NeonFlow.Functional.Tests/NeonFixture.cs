using NeonFlow.Testing.Neon;

namespace NeonFlow.Functional.Tests;

/// <summary>One local Neon with one project for these tests.</summary>
public sealed class NeonFixture : IAsyncLifetime
{
    public NeonCloud Cloud { get; private set; } = null!;

    public async Task InitializeAsync() => Cloud = await NeonCloud.StartAsync();

    public async Task DisposeAsync() => await Cloud.DisposeAsync();
}

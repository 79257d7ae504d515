using NeonFlow.Testing.Neon;

namespace NeonFlow.Functional.Tests;

/// <summary>One local Neon with one project for these tests.</summary>
public sealed class NeonFixture : IAsyncLifetime
{
    public NeonCloud Cloud { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Cloud = await NeonCloud.StartAsync();

    public async ValueTask DisposeAsync() => await Cloud.DisposeAsync();
}

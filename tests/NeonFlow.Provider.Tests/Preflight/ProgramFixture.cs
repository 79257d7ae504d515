using NeonFlow.Testing.Neon;
using static NeonFlow.Provider.Tests.Preflight.ProgramUnderJudgement;

namespace NeonFlow.Provider.Tests.Preflight;

/// <summary>
/// A local Neon with a project on which nothing of a pipeline is there yet, and one on which a pipeline's database half stands.
/// </summary>
public sealed class ProgramFixture : IAsyncLifetime
{
    public NeonCloud Cloud { get; private set; } = null!;

    public NeonProject Bare { get; private set; } = null!;

    public NeonProject Other { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Cloud = await NeonCloud.StartAsync();
        Bare = await Cloud.AddProjectAsync(Shop() with { Databases = ["shop", "second"] });
        Other = await Cloud.AddProjectAsync(Shop());
    }

    /// <summary>Makes a table without a key in the bare database.</summary>
    public Task KeylessAsync() =>
        Bare.Server.ExecuteAsync(
            "CREATE TABLE IF NOT EXISTS public.keyless (code text NOT NULL); ALTER TABLE public.keyless OWNER TO shop_owner; "
                + "CREATE UNIQUE INDEX IF NOT EXISTS keyless_code ON public.keyless (code)",
            "shop"
        );

    public async ValueTask DisposeAsync() => await Cloud.DisposeAsync();
}

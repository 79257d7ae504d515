using NeonFlow.Testing.Neon;
using static NeonFlow.Provider.Tests.Preflight.ProgramUnderJudgement;

namespace NeonFlow.Provider.Tests.Preflight;

/// <summary>
/// A local Neon with a project on which nothing of a pipeline is there yet, and one on which a pipeline's database half stands.
/// </summary>
public sealed class ProgramFixture : IAsyncLifetime
{
    // A table without a key, and one with a key beside other unique indexes.
    private const string Keys = """
        CREATE TABLE public.keyless (code text NOT NULL);
        CREATE UNIQUE INDEX keyless_code ON public.keyless (code);
        CREATE TABLE public.keyed (id int PRIMARY KEY, code text NOT NULL);
        CREATE UNIQUE INDEX keyed_code ON public.keyed (code);
        CREATE UNIQUE INDEX keyed_both ON public.keyed (code, id);
        """;

    // A role that reads everything here, and one that reads nothing.
    private const string Groups = """
        CREATE ROLE readers;
        CREATE ROLE clerks;
        GRANT SELECT ON ALL TABLES IN SCHEMA public TO readers;
        CREATE ROLE plain LOGIN;
        CREATE ROLE quiet LOGIN NOINHERIT;
        """;

    public NeonCloud Cloud { get; private set; } = null!;

    public NeonProject Bare { get; private set; } = null!;

    public NeonProject Other { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Cloud = await NeonCloud.StartAsync();
        Bare = await Cloud.AddProjectAsync(Shop(Keys + Groups) with { Databases = ["shop", "second"] });
        Other = await Cloud.AddProjectAsync(Shop());
    }

    public async ValueTask DisposeAsync() => await Cloud.DisposeAsync();
}

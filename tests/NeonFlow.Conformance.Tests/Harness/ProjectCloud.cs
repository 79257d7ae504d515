using NeonFlow.Testing;
using NeonFlow.Testing.Engine;
using NeonFlow.Testing.Estuary;
using NeonFlow.Testing.Neon;

namespace NeonFlow.Harness;

/// <summary>A local cloud with one project, and a folder for what engines save; both are gone afterwards.</summary>
internal sealed class ProjectCloud : IAsyncDisposable
{
    private ProjectCloud(LocalCloud cloud) => (Cloud, Project) = (cloud, cloud.Neon.Projects.Single());

    public LocalCloud Cloud { get; }

    public NeonProject Project { get; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("neonflow-stack-").FullName;

    public static async Task<ProjectCloud> StartAsync(
        ProjectSeed seed,
        NeonCloudOptions? neon = null,
        EstuaryCloudOptions? estuary = null
    ) =>
        new(
            await LocalCloud.StartAsync(
                new()
                {
                    Projects = [seed],
                    Neon = neon ?? new(),
                    Estuary = estuary ?? new(),
                }
            )
        );

    /// <summary>The project that the examples name, with a database <c>shop</c> made by these statements.</summary>
    public static Task<ProjectCloud> ShopAsync(string sql, params IReadOnlyList<string> allowedIps) =>
        StartAsync(
            new()
            {
                Id = "hidden-cell-763301",
                Databases = ["shop"],
                AllowedIps = allowedIps,
                Sql = sql,
            }
        );

    /// <summary>A test engine on the state in the folder, with the provider under test.</summary>
    public TestEngine Engine(string program, Func<TestEngineOptions, TestEngineOptions> change) =>
        new(
            change(
                new()
                {
                    ProgramDirectory = program,
                    StateDirectory = Path.Combine(Folder, "state"),
                    Passphrase = "stack",
                    Environment = Cloud.Environment,
                    ProviderExecutables = new Dictionary<string, string> { ["neonflow"] = ProviderUnderTest.Executable },
                }
            )
        );

    public async ValueTask DisposeAsync()
    {
        await Cloud.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}

using NeonFlow.Harness;
using NeonFlow.Testing.Neon;
using NeonFlow.Testing.Postgres;

namespace NeonFlow.Conformance.Tests.Roles;

/// <summary>
/// Law 19, for every kind of login: a preview that passed means an up that passes, and one that refuses an up that is refused. By default
/// on the server that all tests run on; <c>./test.sh --suite roles</c> takes every major version of PostgreSQL that is on this machine.
/// </summary>
[Trait("Category", "long")]
public sealed class RoleMatrixTests(ITestOutputHelper output)
{
    // The consumer makes the slot.
    private const string LooksOnly = "neonflow:postgres:ReplicationSlot";

    private static readonly bool IsEvery = Environment.GetEnvironmentVariable("NEONFLOW_ROLES") == "every";

    /// <summary>
    /// Without <c>NEONFLOW_ROLES=every</c> only the major version that all other tests run on. One that is not on this machine is named
    /// as skipped.
    /// </summary>
    public static IEnumerable<TheoryDataRow<int>> Majors =>
        (IsEvery ? PostgresMajors.Supported : [PostgresBinaries.Find().Major]).Select(static major => new TheoryDataRow<int>(major)
        {
            Skip = PostgresBinaries.FindMajor(major) is null
                ? $"PostgreSQL {major} is not here; `neonflow postgres --major {major}` fetches it"
                : null,
        });

    [Theory]
    [Trait("Category", "roles")]
    [MemberData(nameof(Majors))]
    public async Task Law_19_preview_and_up_agree_for_every_connecting_role(int major)
    {
        var binaries = PostgresBinaries.FindMajor(major)!;
        await using var cloud = await ConformanceCloud.StartAsync(new NeonCloudOptions { Binaries = binaries });
        var cells = await new RoleMatrix(cloud, major).FillAsync(IsEvery);
        var table = RoleTable.Print($"PostgreSQL {binaries.Version}: preview's verdict and up's", cells);
        output.WriteLine(table);
        await File.WriteAllTextAsync(
            Path.Combine(Directory.CreateDirectory(Path.Combine(Checkout.Root, "artifacts")).FullName, $"roles-{major}.txt"),
            table
        );
        Assert.True(
            cells.All(static c => c is { IsEqual: true, Faults: [] }),
            string.Join("\n\n", cells.Where(static c => c is not { IsEqual: true, Faults: [] }))
        );
        Assert.All(
            cells.Where(static c => c.Token != LooksOnly),
            static c =>
            {
                Assert.True(c.Role is not (ConnectingRole.Owner or ConnectingRole.Member) || c.Up.Passes, c.ToString());
                Assert.True(c.Role != ConnectingRole.Nothing || !c.Up.Passes, c.ToString());
            }
        );
    }
}

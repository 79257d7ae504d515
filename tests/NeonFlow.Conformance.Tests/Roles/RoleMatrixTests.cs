using NeonFlow.Harness;
using NeonFlow.Testing.Neon;
using NeonFlow.Testing.Postgres;
using Xunit.Abstractions;

namespace NeonFlow.Conformance.Tests.Roles;

/// <summary>
/// Law 19, for every kind of login: a preview that passed means an up that passes, and one that refuses an up that is refused. By default
/// on the server that all tests run on; <c>./test.sh --suite roles</c> takes every major version of PostgreSQL that is on this machine.
/// </summary>
public sealed class RoleMatrixTests(ITestOutputHelper output)
{
    // The consumer makes the slot.
    private const string LooksOnly = "neonflow:postgres:ReplicationSlot";

    [Theory]
    [Trait("Category", "roles")]
    [MajorsHere]
    [MajorsMissing]
    public async Task Law_19_preview_and_up_agree_for_every_connecting_role(int major)
    {
        var binaries = PostgresBinaries.FindMajor(major)!;
        var cloud = new ConformanceCloud(new NeonCloudOptions { Binaries = binaries });
        await cloud.InitializeAsync();
        try
        {
            var cells = await new RoleMatrix(cloud, major).FillAsync(MajorsHereAttribute.IsEvery);
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
        finally
        {
            await cloud.DisposeAsync();
        }
    }
}

using NeonFlow.Neon;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Tests.Postgres;

/// <summary>When a connection leads to another database, and when only the way there is another.</summary>
public sealed class ConnectionTests
{
    private static readonly Connection Neon = new()
    {
        ProjectId = NeonProjectId.Parse("quiet-lake-12345678"),
        BranchId = NeonBranchId.Parse("br-calm-river-a1b2c3d4"),
        Database = "shop",
        Role = "owner",
    };
    private static readonly Connection Direct = new()
    {
        Host = "db.example.com",
        Database = "shop",
        User = "owner",
    };

    public static TheoryData<string, Connection, Connection, string[], string[]> Moves =>
        new()
        {
            { "another role", Neon, Neon with { Role = "other" }, [], [] },
            {
                "another project and branch",
                Neon,
                Neon with
                {
                    ProjectId = NeonProjectId.Parse("other-lake-12345678"),
                    BranchId = NeonBranchId.Parse("br-other-river-a1b2c3d4"),
                },
                [],
                ["projectId", "branchId"]
            },
            { "another database", Neon, Neon with { Database = "other" }, [], ["database"] },
            { "a branch left out", Neon, Neon with { BranchId = null }, [], [] },
            { "a branch named", Neon with { BranchId = null }, Neon, [], [] },
            { "a project not known yet", Neon, Neon with { ProjectId = null }, ["projectId"], ["projectId"] },
            { "a branch not known yet", Neon, Neon with { BranchId = null }, ["branchId"], ["branchId"] },
            { "the default branch, not known yet", Neon with { BranchId = null }, Neon with { BranchId = null }, ["branchId"], [] },
            { "another host, port and login", Direct, Direct with { Host = "moved.example.com", Port = 5433, User = "other" }, [], [] },
            { "another database of a host", Direct, Direct with { Database = null }, [], ["database"] },
            { "a database of a host, not known yet", Direct, Direct with { Database = null }, ["database"], ["database"] },
            { "from a host to a Neon address", Direct, Neon, [], [] },
        };

    [Theory]
    [MemberData(nameof(Moves))]
    public void Only_another_place_is_another_object(string what, Connection old, Connection now, string[] unknown, string[] moved) =>
        Assert.True(moved.SequenceEqual(now.MovedFrom(old, unknown.Contains)), what);
}

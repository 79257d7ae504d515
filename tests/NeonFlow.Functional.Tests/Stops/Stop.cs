using NeonFlow.Functional.Tests.Random;
using NeonFlow.Harness;

namespace NeonFlow.Functional.Tests.Stops;

/// <summary>Something that somebody does to a pipeline that runs.</summary>
/// <param name="What">In words, for the matrix.</param>
/// <param name="Happen">Does it.</param>
internal sealed record Stop(string What, Func<ProjectCloud, Task> Happen)
{
    /// <summary>What people do where up refuses, because no program may do that for them.</summary>
    public Func<ProjectCloud, Task>? Repair { get; init; }

    /// <summary>What the author of the program edits where up refuses.</summary>
    public Func<ShopPipeline, ShopPipeline> Edit { get; init; } = static pipeline => pipeline;

    /// <summary>What a superuser does in the database; <c>&lt;owner&gt;</c> stands for the role that owns it.</summary>
    public static Stop OfSql(string what, string sql, string? repair = null) =>
        new(what, shop => RunAsync(shop, sql)) { Repair = repair is null ? null : shop => RunAsync(shop, repair) };

    private static Task RunAsync(ProjectCloud shop, string sql) =>
        shop.Project.Server.ExecuteAsync(sql.Replace("<owner>", shop.Project.OwnerRole, StringComparison.Ordinal), "shop");
}

using NeonFlow.Cdc;
using NeonFlow.Harness;
using Pulumi;

namespace NeonFlow.Functional.Tests;

/// <summary>The pipeline of most of these programs: the table <c>orders</c> of the project that the examples name.</summary>
internal static class OrdersPipeline
{
    public const string Project = "hidden-cell-763301";

    /// <summary>The cloud for it, in which nothing has to restart any more.</summary>
    public static Task<ProjectCloud> StartAsync() =>
        ProjectCloud.StartAsync(
            new()
            {
                Id = Project,
                Databases = ["shop"],
                LogicalReplication = true,
                Sql = "CREATE TABLE public.orders (id int PRIMARY KEY);",
            }
        );

    public static NeonToEstuary Make(Action<NeonToEstuaryArgs>? change = null, ComponentResourceOptions? options = null)
    {
        var args = new NeonToEstuaryArgs
        {
            ProjectId = Project,
            Database = "shop",
            Tables = ["public.orders"],
            Prefix = "acmeCo/shop",
            AcknowledgeIrreversible = true,
        };
        change?.Invoke(args);
        return new("orders", args, options);
    }
}

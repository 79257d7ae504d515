using NeonFlow.Cdc;
using NeonFlow.Cdc.Estuary;
using Pulumi;

namespace NeonFlow.Functional.Tests.Random;

/// <summary>The program of a random life as it is now: one pipeline, and what its author has edited in it so far.</summary>
internal sealed record ShopPipeline
{
    public const string CaptureName = "acmeCo/shop/postgres";

    public required string Project { get; init; }

    public IReadOnlyList<string> Tables { get; init; } = ["public.t1", "public.t2"];

    /// <summary>Name of the component; each rename leaves the former one as alias.</summary>
    public string Name { get; init; } = "feed1";

    public string? FormerName { get; init; }

    public string Prefix { get; init; } = "acmeCo/shop";

    public string Publication { get; init; } = "shop_pub";

    public int Rotation { get; init; }

    /// <summary>Whether it takes over what a pipeline that was destroyed has left: the collections.</summary>
    public bool Adopt { get; init; }

    public IReadOnlyDictionary<string, int> Backfill { get; init; } = new Dictionary<string, int>();

    /// <summary>The collection of a table.</summary>
    public string CollectionOf(string table) => $"{Prefix}/{table.Replace('.', '/')}";

    /// <summary>Registers it, as the program's Main does.</summary>
    public void Declare()
    {
        var args = new NeonToEstuaryArgs
        {
            ProjectId = Project,
            Database = "shop",
            Tables = [.. Tables],
            Prefix = Prefix,
            RoleName = "shop_capture",
            PublicationName = Publication,
            SlotName = "shop_slot",
            WatermarksTable = "public.shop_marks",
            CaptureName = CaptureName,
            Rotation = $"{Rotation}",
            Adopt = Adopt,
            OnLoss = LossPolicy.Backfill,
            AcknowledgeIrreversible = true,
        };
        foreach (var (table, counter) in Backfill)
        {
            args.Backfill.Add(table, counter);
        }

        _ = new NeonToEstuary(Name, args, FormerName is null ? null : new() { Aliases = { new Alias { Name = FormerName } } });
    }
}

using System.Text.Json.Nodes;
using NeonFlow.Harness;

namespace NeonFlow.Conformance.Tests.Subjects;

internal sealed class CaptureSubject(World world) : Subject(world)
{
    private const string NotAsItIs =
        "an edit of it in the dashboard is refused, because the connector cannot connect, or find its objects, with anything but what is";

    private string Role => World.Name("capture");

    private string Name => $"acmeCo/{World.Tag}/source-postgres";

    public override JsonObject Inputs => With("shop.orders", "shop.customers");

    public override JsonObject Changed => Properties.With(With("shop.orders", "shop.items"), "backfill", new JsonObject { ["*"] = 1 });

    public override string ImportId => Name;

    public override IReadOnlyCollection<string> NotImportable => ["password"];

    public override IReadOnlyCollection<string> OwnOutputs => ["pubId", "status", "slotPosition"];

    // The connector makes its slot; postgres:ReplicationSlot drops it.
    public override IReadOnlyCollection<string> Remains => ["slot <tag>_slot pgoutput"];

    // Estuary is not asked for what no resource of the state is about: the collections of an interrupted create may have any prefix.
    public override bool IsNamedWhenLeft => false;

    public override Sources ReadsFrom => Sources.Estuary;

    public override IReadOnlyList<HandEdit> Edits =>
        [
            new("tables", "a binding is taken out", () => EditAsync(static m => m["bindings"]!.AsArray().RemoveAt(0))),
            new(
                "autoDiscover",
                "Estuary may add bindings",
                () =>
                    EditAsync(static m =>
                        m["autoDiscover"] = new JsonObject { ["addNewBindings"] = true, ["evolveIncompatibleCollections"] = true }
                    )
            ),
            new(
                "modes",
                "a table is captured in another way",
                () =>
                    EditAsync(static m =>
                    {
                        var binding = m["bindings"]![0]!;
                        binding["resource"]!["mode"] = "Only Changes";
                        binding["backfill"] = 1;
                    })
            ),
            new(
                "connector",
                "the image gets another tag",
                () => EditAsync(static m => m["endpoint"]!["connector"]!["image"] = "ghcr.io/estuary/source-postgres:dev")
            ),
            new("", "the capture is switched off", () => EditAsync(static m => m["shards"] = new JsonObject { ["disable"] = true })),
            new("", "a binding is switched off", () => EditAsync(static m => m["bindings"]![0]!["disable"] = true)),
        ];

    public override IReadOnlyDictionary<string, string> Unobserved =>
        new Dictionary<string, string>
        {
            ["address"] = NotAsItIs,
            ["database"] = NotAsItIs,
            ["user"] = NotAsItIs,
            ["password"] = "encrypted: nobody can read it",
            ["publicationName"] = NotAsItIs,
            ["slotName"] = NotAsItIs,
            ["watermarksTable"] = NotAsItIs,
            ["sslMode"] = NotAsItIs,
            ["readOnly"] = "part of the encrypted config, which is sealed as a whole: an edit of one value by hand breaks the seal",
            ["historyMode"] = "the connector refuses to change it under collections that exist",
            ["collectionPrefix"] = "a binding keeps its collection: another target is another binding",
            ["targets"] = "a binding keeps its collection: another target is another binding",
            ["backfill"] = "a counter that Estuary raises, too",
        };

    public override async Task PrepareAsync()
    {
        await World.NeonRoleAsync("capture");
        var publication = World.Name("pub");
        await World.SqlAsync(
            $"""
            CREATE TABLE shop.flow_watermarks (slot text PRIMARY KEY, watermark text);
            GRANT USAGE ON SCHEMA shop TO {Role};
            GRANT SELECT ON ALL TABLES IN SCHEMA shop TO {Role};
            GRANT INSERT, UPDATE ON shop.flow_watermarks TO {Role};
            CREATE PUBLICATION {publication} FOR TABLE shop.orders, shop.customers, shop.items, shop.flow_watermarks
              WITH (publish_via_partition_root = true);
            """
        );
    }

    public override Task ResetAsync() => World.DropSlotsAsync();

    // It streams a moment after it was published.
    public override async Task ComeToLifeAsync()
    {
        for (
            var i = 0;
            i < 600
                && await World.Shared.Server.ScalarAsync<long>(
                    $"SELECT count(*) FROM pg_replication_slots WHERE slot_name = '{World.Name("slot")}' AND active"
                ) == 0;
            i++
        )
        {
            await Task.Delay(100);
        }
    }

    public override Task VanishAsync() =>
        World.Cloud.Estuary.DeleteAsync([
            .. World.Cloud.Estuary.LiveNames().Where(n => n.Contains($"/{World.Tag}/", StringComparison.Ordinal)),
        ]);

    private Task EditAsync(Action<JsonObject> edit) => World.Cloud.Estuary.EditAsync(Name, edit);

    private JsonObject With(params string[] tables) =>
        new()
        {
            ["captureName"] = Name,
            ["address"] = $"127.0.0.1:{World.Shared.DirectPort}",
            ["database"] = World.Database,
            ["user"] = Role,
            ["password"] = Properties.Secret(World.Shared.RolePassword(Role)),
            ["publicationName"] = World.Name("pub"),
            ["slotName"] = World.Name("slot"),
            ["watermarksTable"] = "shop.flow_watermarks",
            ["sslMode"] = "disable",
            ["tables"] = List(tables),
            ["historyMode"] = false,
            ["deleteCollections"] = true,
            ["connection"] = World.Connection,
        };
}

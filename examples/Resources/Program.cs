using System.Collections.Immutable;
using NeonFlow.Cdc.Estuary;
using NeonFlow.Cdc.Neon;
using NeonFlow.Cdc.Postgres;
using NeonFlow.Cdc.Postgres.Inputs;
using Pulumi;

return await Deployment.RunAsync(() =>
{
    var projectId = new Config().Require("projectId");
    const string database = "shop";
    const string prefix = "acmeCo/shop";
    const string watermarks = "public.flow_watermarks";
    string[] tables = ["public.orders", "public.customers"];

    // How SQL resources reach the database: looked up whenever it is used, so nothing secret is stored and nothing goes stale.
    var connection = new ConnectionArgs { ProjectId = projectId, Database = database };
    var place = GetDatabase.Invoke(new() { ProjectId = projectId, Database = database });

    var replication = new LogicalReplication(
        "shop",
        new()
        {
            ProjectId = projectId,
            Connection = connection,
            AcknowledgeIrreversible = true, // logical replication can never be switched off again
        }
    );

    // The compute restarts above; whatever needs it up again waits for that.
    var role = new Role("capture", new() { ProjectId = projectId, Name = "flow_capture" }, new() { DependsOn = { replication } });

    var read = new Grant(
        "read",
        new()
        {
            Connection = connection,
            Role = role.Name,
            Schema = "public",
            Tables = tables,
        }
    );
    var readLater = new DefaultPrivileges(
        "read-later",
        new()
        {
            Connection = connection,
            Role = role.Name,
            Schema = "public",
            Creators = place.Apply(static p => ImmutableArray.Create(p.Owner)),
        }
    );
    var watermarksTable = new WatermarksTable(
        "watermarks",
        new()
        {
            Connection = connection,
            Role = role.Name,
            Table = watermarks,
        }
    );
    var publication = new Publication(
        "shop",
        new()
        {
            Connection = connection,
            Name = "flow_publication",
            Tables = new[] { "public.orders", "public.customers", watermarks },
        },
        new() { DependsOn = { read, readLater, watermarksTable } }
    );
    var slot = new ReplicationSlot("shop", new() { Connection = connection, Name = "flow_slot" }, new() { DependsOn = { publication } });

    // Estuary's addresses are let in; a project that is open to everybody stays open.
    var plane = GetDataPlane.Invoke(new() { Prefix = prefix });
    var allow = new IpAllow(
        "estuary",
        new()
        {
            ProjectId = projectId,
            Entries = plane.Apply(static p => p.CidrBlocks),
            KeepOpen = true,
        }
    );

    // The capture depends on everything that it needs: preview then judges it by what the program makes, and destroy goes the other way
    // round.
    var capture = new Capture(
        "shop",
        new()
        {
            CaptureName = $"{prefix}/source-postgres",
            Connection = connection,
            Address = place.Apply(static p => $"{p.Host}:{p.Port}"),
            Database = database,
            User = role.Name,
            Password = role.Password,
            PublicationName = publication.Name,
            SlotName = slot.Name,
            WatermarksTable = watermarks,
            Tables = tables,
        },
        new() { DependsOn = { read, readLater, watermarksTable, publication, slot, allow } }
    );

    return new Dictionary<string, object?> { ["capture"] = capture.CaptureName, ["collections"] = capture.Collections };
});

using System.Globalization;
using NeonFlow.Estuary;
using NeonFlow.Postgres;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Pipeline;
using NeonFlow.Provider.Pipeline.Rules;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Estuary.Capture;

/// <summary>Checks of a <see cref="Capture"/>'s inputs; without I/O.</summary>
internal static class CaptureChecks
{
    public static Capture Check(CheckContext<Capture> context)
    {
        var inputs = context.Inputs;
        Postgres.SqlChecks.Connection(context, inputs.Connection);
        CheckConnector(context, inputs.Connector);
        CheckAddress(context, inputs.Address);
        CheckLogin(context, inputs);
        CheckNames(context, inputs);
        return CheckTables(context, inputs);
    }

    private static void CheckConnector(CheckContext<Capture> context, string? image)
    {
        if (!context.IsKnown(nameof(Capture.Connector)) || image is null)
        {
            return;
        }

        if (!SourcePostgres.IsImage(image))
        {
            context.Fail(
                EstuaryDiagnostics.BadEndpoint,
                nameof(Capture.Connector),
                $"connector \"{image}\" is not source-postgres, and this resource manages captures by source-postgres only.",
                $"Connector = \"{SourcePostgres.DefaultImage}\""
            );
        }
        else if (!(image.LastIndexOf(':') is var colon and > 0 && !image[colon..].Contains('/', StringComparison.Ordinal)))
        {
            context.Fail(
                EstuaryDiagnostics.BadEndpoint,
                nameof(Capture.Connector),
                $"connector \"{image}\" has no tag, and Estuary runs only tagged images.",
                $"Connector = \"{image}:v3\""
            );
        }
    }

    private static void CheckAddress(CheckContext<Capture> context, string address)
    {
        if (!context.IsKnown(nameof(Capture.Address)))
        {
            return;
        }

        var host = CapturePlan.HostOf(address);
        if (host.Length == 0 || host.Contains('/', StringComparison.Ordinal) || host.Contains('@', StringComparison.Ordinal))
        {
            // The text may be a URI with a password in it, so it is not repeated.
            context.Fail(
                EstuaryDiagnostics.BadEndpoint,
                "",
                "address must be a host, or host:port, and not a URI.",
                "Address = \"ep-example-123456.eu-central-1.aws.neon.tech\""
            );
        }
        else if (
            address.Length > host.Length
            && !(
                int.TryParse(address.AsSpan(host.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number is > 0 and < 65536
            )
        )
        {
            context.Fail(
                EstuaryDiagnostics.BadEndpoint,
                nameof(Capture.Address),
                "address has a port that is not a number between 1 and 65535; the connector's own error would show the password.",
                $"Address = \"{host}:{SourcePostgresEndpoint.DefaultPort}\""
            );
        }
        else if (PooledHostRule.Fault(host, nameof(Capture.Address)) is { } pooled)
        {
            context.Fail(pooled);
        }
    }

    private static void CheckLogin(CheckContext<Capture> context, Capture inputs)
    {
        foreach (var (property, value) in new[] { (nameof(Capture.Database), inputs.Database), (nameof(Capture.User), inputs.User) })
        {
            if (context.IsKnown(property) && Identifier.Fault(value) is { } fault)
            {
                context.Fail(EstuaryDiagnostics.BadEndpoint, property, $"{PropertyPath.Of(property)} {fault}.");
            }
        }

        if (context.IsKnown(nameof(Capture.Password)) && string.IsNullOrEmpty(inputs.Password.Reveal))
        {
            context.Fail(
                EstuaryDiagnostics.BadEndpoint,
                "",
                "password is empty; the connector would send an empty one and be refused.",
                "Password = role.Password"
            );
        }
    }

    private static void CheckNames(CheckContext<Capture> context, Capture inputs)
    {
        if (
            context.IsKnown(nameof(Capture.PublicationName))
            && PublicationNameRule.Fault(inputs.PublicationName, nameof(Capture.PublicationName)) is { } publication
        )
        {
            context.Fail(publication);
        }

        if (context.IsKnown(nameof(Capture.SlotName)) && SlotNameRule.Fault(inputs.SlotName, nameof(Capture.SlotName)) is { } slot)
        {
            context.Fail(slot);
        }

        if (context.IsKnown(nameof(Capture.WatermarksTable)) && inputs.WatermarksTable is { } watermarks)
        {
            if (!TableName.TryParse(watermarks, out var table, out var malformed))
            {
                context.Fail(
                    PostgresDiagnostics.MalformedTable,
                    nameof(Capture.WatermarksTable),
                    malformed!.Reason,
                    $"WatermarksTable = \"{SourcePostgresEndpoint.DefaultWatermarks}\""
                );
            }
            else if (Postgres.WatermarksFacts.NameFault(table, nameof(Capture.WatermarksTable)) is { } fault)
            {
                context.Fail(fault);
            }
        }
    }

    private static Capture CheckTables(CheckContext<Capture> context, Capture inputs)
    {
        if (!context.IsKnown(nameof(Capture.Tables)))
        {
            return inputs;
        }

        if (context.IsKnown(nameof(Capture.Targets)))
        {
            CheckCollections(context, inputs);
        }

        if (inputs.Tables is not { Count: > 0 } && context.IsKnown(nameof(Capture.AutoDiscover)) && inputs.AutoDiscover is null)
        {
            context.Fail(
                EstuaryDiagnostics.BadTable,
                nameof(Capture.Tables),
                "No table is named, so nothing would be captured.",
                "Tables = { \"public.orders\" }   // or AutoDiscover = new CaptureAutoDiscoverArgs { AddNewBindings = true }"
            );
        }

        var tables = (inputs.Tables ?? []).Select(static t => t.ToString()).ToHashSet(StringComparer.Ordinal);
        CheckModes(context, inputs, tables);
        CheckTargets(context, inputs, tables);
        CheckBackfill(context, inputs, tables);
        return inputs with { Tables = Postgres.SqlChecks.Tables(context, nameof(Capture.Tables), inputs.Tables) };
    }

    private static void CheckModes(CheckContext<Capture> context, Capture inputs, HashSet<string> tables)
    {
        if (!context.IsKnown(nameof(Capture.Modes)) || inputs.Modes is not { } modes)
        {
            return;
        }

        foreach (var (table, mode) in modes)
        {
            var path = PropertyPath.Member(nameof(Capture.Modes), table);
            if (!SourcePostgres.Modes.Contains(mode))
            {
                context.Fail(
                    EstuaryDiagnostics.BadTable,
                    path,
                    $"\"{mode}\" is not a backfill mode.",
                    $"one of: {string.Join(", ", SourcePostgres.Modes)}"
                );
            }
            else
            {
                DemandTable(context, tables, nameof(Capture.Modes), table);
            }
        }
    }

    private static void CheckTargets(CheckContext<Capture> context, Capture inputs, HashSet<string> tables)
    {
        if (!context.IsKnown(nameof(Capture.Targets)))
        {
            return;
        }

        foreach (var (table, collection) in inputs.Targets ?? new Dictionary<string, string>())
        {
            DemandTable(context, tables, nameof(Capture.Targets), table);
            if (CatalogName.Problem(collection) is { } problem)
            {
                context.Fail(
                    EstuaryDiagnostics.BadName,
                    PropertyPath.Member(nameof(Capture.Targets), table),
                    $"{problem}.",
                    $"Targets = {{ [\"{table}\"] = \"acmeCo/shop/orders\" }}"
                );
            }
        }
    }

    private static void CheckBackfill(CheckContext<Capture> context, Capture inputs, HashSet<string> tables)
    {
        if (!context.IsKnown(nameof(Capture.Backfill)))
        {
            return;
        }

        foreach (var (table, counter) in inputs.Backfill ?? new Dictionary<string, int>())
        {
            if (table != CapturePlan.AllTables)
            {
                DemandTable(context, tables, nameof(Capture.Backfill), table);
            }

            if (counter < 0)
            {
                context.Fail(
                    EstuaryDiagnostics.BadTable,
                    PropertyPath.Member(nameof(Capture.Backfill), table),
                    "backfill is a counter and cannot be negative."
                );
            }
        }
    }

    private static void CheckCollections(CheckContext<Capture> context, Capture inputs)
    {
        // What the prefix is does not matter where all of them have it.
        var collections = new Dictionary<string, TableName>(StringComparer.Ordinal);
        var inLowerCase = new Dictionary<TableName, TableName>();
        for (var i = 0; i < (inputs.Tables?.Count ?? 0); i++)
        {
            var table = inputs.Tables![i];
            var isNamed = inputs.Targets?.ContainsKey(table.ToString()) == true;
            var isPrefixKnown =
                context.IsKnown(nameof(Capture.CollectionPrefix))
                && (inputs.CollectionPrefix is not null || context.IsKnown(nameof(Capture.CaptureName)));
            var collection =
                isNamed || isPrefixKnown ? CapturePlan.Target(inputs, table) : SourcePostgres.RecommendedName(table.Schema, table.Name);
            // However their collections are called.
            if (!inLowerCase.TryAdd(table.InLowerCase, table) && inLowerCase[table.InLowerCase] is var alike && alike != table)
            {
                context.Fail(
                    EstuaryDiagnostics.BadTable,
                    PropertyPath.Element(nameof(Capture.Tables), i),
                    $"The tables {alike} and {table} cannot be in one capture: the connector tells names apart in lower case only, and "
                        + "would put the changes of both into the collection of the last one.",
                    $"{Say.TablesOf(inputs.Tables.Where(t => t != table))}   // and {table} in a capture of its own, with a publication "
                        + "of its own"
                );
            }
            else if (!collections.TryAdd(collection, table) && collections[collection] is var other && other != table)
            {
                context.Fail(
                    EstuaryDiagnostics.BadTable,
                    PropertyPath.Element(nameof(Capture.Tables), i),
                    $"The tables {other} and {table} would go into the same collection"
                        + (isNamed ? "." : ", because what is no letter, digit, -, _ or . becomes _ in its name."),
                    $"Targets = {{ [\"{table}\"] = \"{collection}_2\" }}"
                );
            }
        }
    }

    private static void DemandTable(CheckContext<Capture> context, HashSet<string> tables, string property, string table)
    {
        if (!tables.Contains(table))
        {
            context.Fail(
                EstuaryDiagnostics.BadTable,
                PropertyPath.Member(property, table),
                $"{PropertyPath.Of(property)} names {table}, which is not among the tables."
            );
        }
    }
}

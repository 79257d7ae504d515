using System.Globalization;
using NeonFlow.Estuary;
using NeonFlow.Postgres;
using NeonFlow.Provider.Pipeline;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Estuary.Capture;

/// <summary>What is staged for a <see cref="Capture"/>: specs from what is desired and what is live.</summary>
internal static class CapturePlan
{
    /// <summary>Key of <see cref="Capture.Backfill"/> for the counter of all tables.</summary>
    public const string AllTables = "*";

    /// <summary>What a plan shows for a value that is not known yet.</summary>
    public const string Unknown = "<not known yet>";

    /// <summary>The connector's endpoint, without a password where it is not known.</summary>
    public static SourcePostgresEndpoint Endpoint(Capture capture, bool withPassword) =>
        new()
        {
            Address = capture.Address == Unknown ? Unknown : WithPort(capture.Address),
            Database = capture.Database,
            User = capture.User,
            Password = withPassword ? capture.Password.Reveal : null,
            PublicationName = capture.PublicationName,
            SlotName = capture.SlotName,
            WatermarksTable = capture.WatermarksTable ?? SourcePostgresEndpoint.DefaultWatermarks,
            SslMode = capture is { Address: Unknown, SslMode: null } ? Unknown : ShapeCodec.WireName(SslModeOf(capture)),
            HistoryMode = capture.HistoryMode == true,
            ReadOnly = capture.ReadOnly == true,
        };

    public static CaptureSslMode SslModeOf(Capture capture) => capture.SslMode ?? DefaultSsl(capture.Address);

    /// <summary>TLS where the program says nothing.</summary>
    public static CaptureSslMode DefaultSsl(string address) =>
        UpstreamClients.IsLoopback(HostOf(address)) ? CaptureSslMode.Disable : CaptureSslMode.Require;

    public static string HostOf(string address) => address.LastIndexOf(':') is var colon and > 0 ? address[..colon] : address;

    public static int PortOf(string address) =>
        address.LastIndexOf(':') is var colon and > 0
        && int.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? port
            : SourcePostgresEndpoint.DefaultPort;

    public static string Prefix(Capture capture) => (capture.CollectionPrefix ?? capture.CaptureName.Folder).ToString();

    public static string Target(Capture capture, TableName table) =>
        capture.Targets?.GetValueOrDefault(table.ToString())
        ?? $"{Prefix(capture)}/{SourcePostgres.RecommendedName(table.Schema, table.Name)}";

    /// <summary>Collections of the tables, as far as their names are known.</summary>
    public static IEnumerable<string> KnownTargets(Capture capture) =>
        capture.CollectionPrefix is null && capture.CaptureName == default ? [] : Tables(capture).Select(t => Target(capture, t));

    /// <summary>Tables in the order of their collections.</summary>
    public static IReadOnlyList<TableName> Tables(Capture capture) =>
        [.. (capture.Tables ?? []).OrderBy(static t => SourcePostgres.RecommendedName(t.Schema, t.Name), StringComparer.Ordinal)];

    /// <summary>The property path of each table.</summary>
    public static IReadOnlyDictionary<TableName, string> PathsOf(Capture capture) =>
        (capture.Tables ?? [])
            .Select(static (t, i) => (Table: t, Path: PathOf(i)))
            .GroupBy(static t => t.Table)
            .ToDictionary(static g => g.Key, static g => g.First().Path);

    public static string Mode(Capture capture, TableName table) => capture.Modes?.GetValueOrDefault(table.ToString()) ?? "";

    /// <summary>The backfill counter that the program gives a table.</summary>
    public static int Counter(Capture capture, TableName table) =>
        Math.Max(capture.Backfill?.GetValueOrDefault(table.ToString()) ?? 0, capture.Backfill?.GetValueOrDefault(AllTables) ?? 0);

    /// <summary>Tables whose collections are emptied by a publish over what is live.</summary>
    public static IReadOnlyList<TableName> Resets(Capture desired, CaptureSpec? live, CatalogView view) =>
        desired.Reset == true && ByTable(live) is var bound
            ?
            [
                .. Tables(desired)
                    .Where(t => view.HasCollection(Target(desired, t)))
                    .Where(t => Counter(desired, t) > (bound.GetValueOrDefault(t)?.Backfill ?? 0)),
            ]
            : [];

    /// <summary>Bindings in force by table; null: none.</summary>
    public static IReadOnlyDictionary<TableName, CaptureBinding> ByTable(CaptureSpec? live) =>
        (live?.Bindings ?? []).GroupBy(TableOf).ToDictionary(static g => g.Key, static g => g.First());

    /// <summary>Keys of live collections by name.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> KeysOf(IEnumerable<LiveSpec> live) =>
        live.Where(static s => s.Type == SourcePostgres.CollectionType && s.Spec["key"] is System.Text.Json.Nodes.JsonArray)
            .ToDictionary(
                static s => s.Name,
                static s => (IReadOnlyList<string>)[.. s.Spec["key"]!.AsArray().Select(static k => k?.ToString() ?? "")],
                StringComparer.Ordinal
            );

    /// <summary>What the database has to do with it.</summary>
    /// <param name="capture">The capture as it is or will be.</param>
    /// <param name="live">What is in force; null: nothing yet.</param>
    /// <param name="host">Its host; null where it is not known.</param>
    /// <param name="keys">Keys of the collections that exist and are not emptied.</param>
    public static CaptureSubject Subject(
        Capture capture,
        CaptureSpec? live,
        string? host,
        IReadOnlyDictionary<string, IReadOnlyList<string>>? keys = null
    )
    {
        var bound = Bindings(live);
        var captured = bound.Select(static b => TableOf(b)).ToHashSet();
        var inForce = live is null ? null : SourcePostgresEndpoint.Read(live.Config);
        var bindings = StateKeys(live);
        var next = live is null ? null : Spec(capture, live.Config, live);
        IReadOnlyList<string> goingOn = [.. bindings.Intersect(StateKeys(next), StringComparer.Ordinal)];
        var goes = goingOn.ToHashSet(StringComparer.Ordinal);
        // A counter that is raised in this mode is another binding, and captures no row.
        var onlyChanges = Bindings(next).Where(static b => b.Mode == SourcePostgres.OnlyChanges).Select(TableOf).ToHashSet();
        var unhealed = bound.Where(b => onlyChanges.Contains(TableOf(b)) && !goes.Contains(StateKey(b))).ToDictionary(TableOf, StateKey);
        var going = Bindings(next).Where(b => goes.Contains(StateKey(b))).ToDictionary(TableOf, StateKey);
        return new()
        {
            Host = host,
            User = capture.User ?? "",
            LiveHost = inForce is null ? null : HostOf(inForce.Address),
            LiveUser = inForce?.User,
            LivePublication = inForce?.PublicationName,
            LiveSlot = inForce?.SlotName,
            StartsAnew = bindings.Count > 0 && goingOn.Count == 0,
            Publication = capture.PublicationName ?? "",
            Slot = capture.SlotName ?? "",
            WatermarksTable =
                capture.ReadOnly != true
                && TableName.TryParse(capture.WatermarksTable ?? SourcePostgresEndpoint.DefaultWatermarks, out var watermarks, out _)
                    ? watermarks
                    : null,
            Tables =
            [
                .. (capture.Tables ?? []).Select(
                    (t, i) =>
                        new BoundTable(t, PathOf(i))
                        {
                            Mode = Mode(capture, t),
                            IsCaptured = captured.Contains(t),
                            GoesOnAs = going.GetValueOrDefault(t),
                            UnhealedAs = unhealed.GetValueOrDefault(t),
                            Captured = going.GetValueOrDefault(t) is { } binding
                                ? CapturedTable.Parse(capture.CapturedTables?.GetValueOrDefault(binding))
                                : null,
                            Collection = keys is { Count: > 0 } ? Target(capture, t) : "",
                            CollectionKey = keys is { Count: > 0 } ? keys.GetValueOrDefault(Target(capture, t)) : null,
                        }
                ),
            ],
            Exists = live is not null,
            Discovers = capture.AutoDiscover is not null,
            IsNeon = Connection.IsOnNeon(capture.Connection, host),
            Position = SlotPosition.Parse(capture.SlotPosition),
            Bindings = bindings,
            GoingOn = goingOn,
            OnlyChanges = onlyChanges.Select(static t => t.ToString()).ToHashSet(StringComparer.Ordinal),
            Losses = capture.Losses ?? [],
            OnLoss = capture.OnLoss ?? LossPolicy.Fail,
            NextBackfill = bound.Select(static b => b.Backfill).Concat(capture.Backfill?.Values ?? []).Append(0).Max() + 1,
            TablesPath = PropertyPath.Of(nameof(Capture.Tables)),
            HostPath = PropertyPath.Of(nameof(Capture.Address)),
            UserPath = PropertyPath.Of(nameof(Capture.User)),
            PublicationPath = PropertyPath.Of(nameof(Capture.PublicationName)),
            SlotPath = PropertyPath.Of(nameof(Capture.SlotName)),
            WatermarksPath = PropertyPath.Of(nameof(Capture.WatermarksTable)),
        };
    }

    /// <summary>The desired capture with what the state knows of its health.</summary>
    public static Capture WithEvidence(Capture desired, Capture? current) =>
        desired with
        {
            SlotPosition = current?.SlotPosition,
            CapturedTables = current?.CapturedTables,
            Losses = current?.Losses,
            Status = current?.Status,
        };

    /// <summary>Whether no binding goes on from one spec to the next.</summary>
    public static bool StartsAnew(CaptureSpec live, CaptureSpec next) =>
        StateKeys(live) is { Count: > 0 } keys && !keys.Intersect(StateKeys(next), StringComparer.Ordinal).Any();

    /// <summary>
    /// The publication from which a stream that goes on moves to the desired one; null where it does not move, or starts anew.
    /// </summary>
    /// <param name="desired">What is desired.</param>
    /// <param name="live">What is in force.</param>
    /// <param name="again">Bindings that are captured again.</param>
    public static string? LeftPublication(Capture desired, CaptureSpec? live, IReadOnlyCollection<string> again) =>
        live is not null
        && SourcePostgresEndpoint.Read(live.Config).PublicationName is var read
        && read != desired.PublicationName
        && !StartsAnew(live, Spec(desired, live.Config, live, again))
            ? read
            : null;

    /// <summary>Losses that no binding in force has healed.</summary>
    /// <param name="losses">Losses.</param>
    /// <param name="live">The capture in force.</param>
    public static IReadOnlyList<CaptureLoss> Unhealed(IReadOnlyList<CaptureLoss>? losses, CaptureSpec live)
    {
        var inForce = StateKeys(live).ToHashSet(StringComparer.Ordinal);
        var onlyChanges = Bindings(live)
            .Where(static b => b.Mode == SourcePostgres.OnlyChanges)
            .ToDictionary(static b => TableOf(b).ToString(), StateKey, StringComparer.Ordinal);
        return CaptureLoss.Of(losses, b => inForce.Contains(b) ? b : onlyChanges.GetValueOrDefault(CaptureLoss.TableOf(b)));
    }

    /// <summary>What the connector keeps a state for: each binding with its counter.</summary>
    public static IReadOnlyList<string> StateKeys(CaptureSpec? live) => [.. Bindings(live).Select(StateKey)];

    /// <summary>
    /// What each binding has captured: of the table that it began with, under the filter and the column list of today.
    /// </summary>
    /// <param name="live">Bindings in force.</param>
    /// <param name="known">What is known of them.</param>
    /// <param name="now">The tables of today.</param>
    public static IReadOnlyDictionary<string, string>? CapturedTables(
        CaptureSpec live,
        IReadOnlyDictionary<string, string>? known,
        IReadOnlyDictionary<TableName, CapturedTable> now
    )
    {
        var tables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var binding in Bindings(live))
        {
            var then = CapturedTable.Parse(known?.GetValueOrDefault(StateKey(binding)));
            var today = now.GetValueOrDefault(TableOf(binding));
            if (CapturedTable.Merge(then, today) is { } table)
            {
                tables[StateKey(binding)] = table.ToString();
            }
        }

        return tables.Count == 0 ? null : tables;
    }

    private static string StateKey(CaptureBinding binding) =>
        string.Create(CultureInfo.InvariantCulture, $"{TableOf(binding)}:{binding.Backfill}");

    /// <summary>
    /// The capture as it should be. What the server made by itself is kept: counters, salts, its own bindings where it may have some.
    /// </summary>
    /// <param name="desired">What is desired.</param>
    /// <param name="config">The connector's config.</param>
    /// <param name="live">What is in force.</param>
    /// <param name="again">Bindings in force that are captured again whatever the program's counters say.</param>
    public static CaptureSpec Spec(
        Capture desired,
        System.Text.Json.Nodes.JsonObject config,
        CaptureSpec? live,
        IReadOnlyCollection<string>? again = null
    )
    {
        var repeated = again?.ToHashSet(StringComparer.Ordinal);
        bool IsAgain(CaptureBinding binding) => repeated?.Contains(StateKey(binding)) == true;
        var there = (live?.Bindings ?? [])
            .GroupBy(static b => (b.Namespace, b.Stream))
            .ToDictionary(static g => g.Key, static g => g.First());
        var bindings = new List<CaptureBinding>();
        foreach (var table in Tables(desired))
        {
            var binding = SourcePostgres.Binding(table.Schema, table.Name, Mode(desired, table), Target(desired, table));
            var counter = Counter(desired, table);
            if (there.Remove((table.Schema, table.Name), out var old))
            {
                // The connector refuses a changed mode without a new start, and another collection lacks what was captured so far; a
                // counter is never lowered.
                var startsAnew = old.Mode != binding.Mode || old.Target != binding.Target || IsAgain(old);
                counter = Math.Max(counter, old.Backfill + (startsAnew ? 1 : 0));
            }

            bindings.Add(binding with { Backfill = counter });
        }

        var discover = desired.AutoDiscover is { } d
            ? new AutoDiscover(d.AddNewBindings == true, d.EvolveIncompatibleCollections == true)
            : null;
        if (discover is not null)
        {
            // The counter of all tables is for Estuary's own bindings too, at the moment when it is raised.
            var all = desired.Backfill?.GetValueOrDefault(AllTables) ?? 0;
            var isRaised = all > live?.Bindings.Max(static b => b.Backfill);
            bindings.AddRange(
                there.Values.Select(b =>
                    isRaised ? b with { Backfill = all }
                    : IsAgain(b) ? b with { Backfill = b.Backfill + 1 }
                    : b
                )
            );
        }

        var rest = new System.Text.Json.Nodes.JsonObject();
        if (live?.Rest[CaptureSpec.RedactSalt] is { } salt)
        {
            rest[CaptureSpec.RedactSalt] = salt.DeepClone();
        }

        return new()
        {
            Image = desired.Connector ?? SourcePostgres.DefaultImage,
            Config = config,
            Bindings = bindings,
            AutoDiscover = discover,
            Rest = rest,
        };
    }

    /// <summary>What is bound under the names of a live spec.</summary>
    public static IReadOnlyList<string> Collections(CaptureSpec spec) =>
        [
            .. spec
                .Bindings.Select(static b => b.Target)
                .Where(static t => t.Length > 0)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>The capture of a name among live specs; null where there is none.</summary>
    public static CaptureSpec? SpecOf(string name, IReadOnlyList<LiveSpec> live) =>
        live.FirstOrDefault(s => s.Name == name) is { } found ? SpecOf(found) : null;

    /// <summary>The capture that a live spec is; fails where it is something else, which this resource cannot manage.</summary>
    public static CaptureSpec SpecOf(LiveSpec live)
    {
        var spec = live.Type == CaptureSpec.Type ? CaptureSpec.Parse(live.Spec) : null;
        if (spec is not null && SourcePostgres.IsImage(spec.Image))
        {
            return spec;
        }

        var what =
            live.Type != CaptureSpec.Type ? $"a {live.Type}"
            : spec is null ? "a capture without a connector image"
            : $"a capture by {spec.Image}";
        throw new DiagnosticException(
            new Diagnostic(
                EstuaryDiagnostics.BadEndpoint,
                nameof(Capture.CaptureName),
                $"{live.Name} is {what}, and this resource manages captures by source-postgres only."
            )
            {
                Kind = FailureKind.Failed,
            }
        );
    }

    /// <summary>The address as the connector has it.</summary>
    public static string WithPort(string address) =>
        address.Contains(':', StringComparison.Ordinal) ? address : $"{address}:{SourcePostgresEndpoint.DefaultPort}";

    /// <summary>Bindings that are switched on.</summary>
    public static IReadOnlyList<CaptureBinding> Bindings(CaptureSpec? spec) => [.. (spec?.Bindings ?? []).Where(static b => !b.Disable)];

    private static string PathOf(int table) => PropertyPath.Element(PropertyPath.Of(nameof(Capture.Tables)), table);

    /// <summary>The table of a binding.</summary>
    public static TableName TableOf(CaptureBinding binding) => new(binding.Namespace, binding.Stream);
}

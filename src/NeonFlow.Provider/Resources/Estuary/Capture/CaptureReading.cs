using NeonFlow.Estuary;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Resources.Estuary.Capture;

/// <summary>A <see cref="Capture"/> as its live spec says it.</summary>
internal static class CaptureReading
{
    /// <summary>The inputs as the live spec says them; what cannot be read (the password) stays as saved.</summary>
    public static Capture Read(CatalogName name, CaptureSpec live, Capture? saved)
    {
        var endpoint = SourcePostgresEndpoint.Read(live.Config);
        var sslMode = SslModeOf(endpoint);
        var bound = CapturePlan.Bindings(live).GroupBy(CapturePlan.TableOf).ToDictionary(static g => g.Key, static g => g.First());
        var declared = saved is { AutoDiscover: not null } && live.AutoDiscover is not null ? (saved.Tables ?? []).ToHashSet() : null;
        var tables = bound.Keys.Where(t => declared is null || declared.Contains(t)).Order().ToList();
        var prefix = PrefixOf(name, live, saved);
        var usual = new Capture
        {
            CaptureName = name,
            CollectionPrefix = prefix,
            Address = "",
            Database = "",
            User = "",
            Password = default,
            PublicationName = "",
            SlotName = "",
        };
        var targets = tables
            .Where(t => bound[t].Target != CapturePlan.Target(usual, t))
            .ToDictionary(static t => t.ToString(), t => bound[t].Target, StringComparer.Ordinal);
        var modes = tables
            .Where(t => bound[t].Mode.Length > 0)
            .ToDictionary(static t => t.ToString(), t => bound[t].Mode, StringComparer.Ordinal);
        var read = new Capture
        {
            CaptureName = name,
            CollectionPrefix = saved?.CollectionPrefix is null && prefix == name.Folder ? null : prefix,
            Connector = live.Image,
            Address = saved is not null && Same(saved.Address, endpoint.Address) ? saved.Address : endpoint.Address,
            Database = endpoint.Database,
            User = endpoint.User,
            Password = saved?.Password ?? default,
            PublicationName = endpoint.PublicationName,
            SlotName = endpoint.SlotName,
            WatermarksTable = endpoint.WatermarksTable,
            ReadOnly = endpoint.ReadOnly,
            SslMode = saved is { SslMode: null } && sslMode == CapturePlan.DefaultSsl(endpoint.Address) ? null : sslMode,
            Tables = tables.Count == 0 && saved?.Tables is null ? null : tables,
            Modes = modes.Count == 0 && saved?.Modes is null ? null : modes,
            Targets = targets.Count == 0 && saved?.Targets is null ? null : targets,
            Backfill = saved?.Backfill,
            Reset = saved?.Reset,
            HistoryMode = endpoint.HistoryMode,
            AutoDiscover =
                live.AutoDiscover is not { } discover ? null
                : saved?.AutoDiscover is { } old
                && (old.AddNewBindings == true, old.EvolveIncompatibleCollections == true)
                    == (discover.AddNewBindings, discover.EvolveIncompatibleCollections)
                    ? old
                : new()
                {
                    AddNewBindings = discover.AddNewBindings,
                    EvolveIncompatibleCollections = discover.EvolveIncompatibleCollections,
                },
            DataPlane = saved?.DataPlane,
            DryRun = saved?.DryRun,
            Adopt = saved?.Adopt,
            DeleteCollections = saved?.DeleteCollections,
            OnLoss = saved?.OnLoss,
            Connection = saved?.Connection,
            SlotPosition = saved?.SlotPosition,
            CapturedTables = saved?.CapturedTables,
            Losses = saved?.Losses,
            Collections = CapturePlan.Collections(live),
            CreatedCollections = saved?.CreatedCollections ?? [],
        };

        // Everything that the typed inputs do not say: options of the connector, switched-off shards and bindings, targets of their own.
        // So is what was set by hand under an input that the program leaves out: its inputs never get a value from here.
        var asked = saved is null
            ? read
            : read with
            {
                AutoDiscover = saved.AutoDiscover is null ? null : read.AutoDiscover,
                Modes = saved.Modes is null ? null : read.Modes,
                Targets = saved.Targets is null ? null : read.Targets,
            };
        var rest = SpecComparison.Compare(CapturePlan.Spec(asked, CapturePlan.Endpoint(asked, withPassword: false).ToConfig(), live), live);
        return read with { Drift = rest.Count == 0 ? null : [.. rest.Select(static d => d.ToString())] };
    }

    // The prefix that the program gives, while some collection has it; else that of the first collection that has one.
    private static CatalogPrefix? PrefixOf(CatalogName name, CaptureSpec live, Capture? saved)
    {
        var found = new List<CatalogPrefix>();
        foreach (var binding in live.Bindings)
        {
            var suffix = "/" + SourcePostgres.RecommendedName(binding.Namespace, binding.Stream);
            if (
                binding.Target.EndsWith(suffix, StringComparison.Ordinal)
                && CatalogPrefix.TryParse(binding.Target[..^suffix.Length], null, out var prefix)
            )
            {
                found.Add(prefix);
            }
        }

        if (saved is not null)
        {
            var given = saved.CollectionPrefix ?? name.Folder;
            if (found.Count == 0 || found.Contains(given) || saved.Targets is { Count: > 0 })
            {
                return given;
            }
        }

        return found.Count > 0 ? found[0] : null;
    }

    private static CaptureSslMode? SslModeOf(SourcePostgresEndpoint endpoint) =>
        (CaptureSslMode?)ShapeCodec.Members(typeof(CaptureSslMode)).FirstOrDefault(m => m.Text == endpoint.SslMode).Member;

    private static bool Same(string left, string right) => CapturePlan.WithPort(left) == right;
}

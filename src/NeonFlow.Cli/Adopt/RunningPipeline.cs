using NeonFlow.Testing.Engine;

namespace NeonFlow.Cli.Adopt;

/// <summary>A pipeline that runs, as its capture tells of it.</summary>
/// <param name="capture">What the provider reads of the capture.</param>
/// <param name="database">What the provider says of the database in the project.</param>
internal sealed class RunningPipeline(PropertyMap capture, PropertyMap database)
{
    private const string DefaultImage = "ghcr.io/estuary/source-postgres:v3";
    private const int DefaultPort = 5432;

    public string CaptureName => Text("captureName")!;

    public string Database => Text("database")!;

    /// <summary>Prefix of the collections.</summary>
    public string Prefix => Text("collectionPrefix") ?? CaptureName[..CaptureName.LastIndexOf('/')];

    public string User => Text("user")!;

    public string Publication => Text("publicationName")!;

    public string Slot => Text("slotName")!;

    public string WatermarksTable => Text("watermarksTable") ?? "public.flow_watermarks";

    public IReadOnlyList<string> Tables => Texts("tables");

    /// <summary>Collections of single tables that have another name than the rule gives them.</summary>
    public IReadOnlyDictionary<string, string> Targets => Map("targets");

    /// <summary>Backfill modes of single tables.</summary>
    public IReadOnlyDictionary<string, string> Modes => Map("modes");

    /// <summary>Where the capture connects to; null where that is the project's own direct host.</summary>
    public string? OtherAddress =>
        Text("address") is { } address
        && address != $"{database.Get("host")?.AsString}:{database.Get("port")?.AsNumber ?? DefaultPort}"
        && address != database.Get("host")?.AsString
            ? address
            : null;

    /// <summary>TLS of the capture; null where it is the usual.</summary>
    public string? SslMode => Text("sslMode") is { } mode && mode != (IsOnThisMachine ? "disable" : "require") ? mode : null;

    /// <summary>Connector image; null where it is the usual one.</summary>
    public string? Connector => Text("connector") is { } image && image != DefaultImage ? image : null;

    public bool HistoryMode => capture.Get("historyMode")?.AsBool == true;

    /// <summary>What the component has no input for, so that an up would change it.</summary>
    public IEnumerable<string> NotSaid
    {
        get
        {
            if (capture.Get("readOnly")?.AsBool == true)
            {
                yield return "the capture writes no watermarks (readOnly); the component's does";
            }

            if (capture.Get("autoDiscover")?.AsObject is not null)
            {
                yield return "Estuary discovers tables by itself (autoDiscover); the component names them";
            }

            foreach (var difference in Texts("drift"))
            {
                yield return $"the capture has, and the component cannot say: {difference}";
            }
        }
    }

    private bool IsOnThisMachine =>
        Uri.TryCreate($"tcp://{Text("address")}", UriKind.Absolute, out var address)
        && (address.IsLoopback || address.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase));

    private string? Text(string name) => capture.Get(name)?.AsString is { Length: > 0 } text ? text : null;

    private IReadOnlyList<string> Texts(string name) => [.. (capture.Get(name)?.AsArray ?? []).Select(static v => v.AsString ?? "")];

    private Dictionary<string, string> Map(string name) =>
        (capture.Get(name)?.AsObject ?? PropertyMap.Empty).ToDictionary(
            static m => m.Key,
            static m => m.Value.AsString ?? "",
            StringComparer.Ordinal
        );
}

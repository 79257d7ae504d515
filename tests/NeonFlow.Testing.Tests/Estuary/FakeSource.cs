using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace NeonFlow.Testing.Tests.Estuary;

/// <summary>A database that exists only for the scripted connector: tables of documents, and changes that arrive later.</summary>
internal sealed class FakeSource
{
    private readonly Lock _gate = new();
    private readonly List<(string Table, JsonObject Document)> _log = [];
    private readonly List<Channel<bool>> _waiting = [];

    public string? ValidateFailure { get; set; }
    public string? OpenFailure { get; set; }
    public string? StreamFailure { get; set; }

    /// <summary>A line that the running connector says once in place of a change.</summary>
    public string? Nonsense { get; set; }

    public JsonNode DiscoveredResource { get; set; } = new JsonObject { ["namespace"] = "public", ["stream"] = "orders" };
    public string? LastPassword { get; set; }
    public List<JsonObject> Requests { get; } = [];

    public void Add(string table, string op, JsonObject row)
    {
        lock (_gate)
        {
            row["_meta"] = new JsonObject
            {
                ["op"] = op,
                ["source"] = new JsonObject
                {
                    ["schema"] = "public",
                    ["table"] = table,
                    ["loc"] = new JsonArray(0, _log.Count, 0),
                },
            };
            _log.Add((table, row));
            foreach (var waiting in _waiting)
            {
                waiting.Writer.TryWrite(true);
            }
        }
    }

    public void Wake()
    {
        lock (_gate)
        {
            foreach (var waiting in _waiting)
            {
                waiting.Writer.TryWrite(true);
            }
        }
    }

    public Channel<bool> Subscribe()
    {
        lock (_gate)
        {
            var channel = Channel.CreateUnbounded<bool>();
            channel.Writer.TryWrite(true);
            _waiting.Add(channel);
            return channel;
        }
    }

    public IReadOnlyList<(string Table, JsonObject Document)> From(int position)
    {
        lock (_gate)
        {
            return [.. _log.Skip(position).Select(e => (e.Table, (JsonObject)e.Document.DeepClone()))];
        }
    }
}

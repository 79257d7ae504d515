using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using NeonFlow.Neon.Tests;

namespace NeonFlow.Estuary.Tests;

/// <summary>A control plane that gives access to one collection, and brokers with its journals, as the services answer.</summary>
internal sealed class ScriptedBroker : IAsyncDisposable
{
    public const string Collection = "acmeCo/shop/public/orders";
    public const string BrokerToken = "opens-the-journals";
    public const string Producer = "01a2b3c4d5e6";

    private readonly Dictionary<string, (long Begin, byte[] Content)> _journals = new(StringComparer.Ordinal);

    public ScriptedBroker()
    {
        BrokerAddress = Server.Address.GetLeftPart(UriPartial.Authority);
        Server.Otherwise = Answer;
    }

    public ScriptedServer Server { get; } = new();

    public string BrokerAddress { get; set; }

    /// <summary>How many bytes a message of a read carries.</summary>
    public int ChunkSize { get; set; } = 1000;

    /// <summary>Whether a list comes as older gateways send it.</summary>
    public bool IsOldGateway { get; set; }

    /// <summary>What a read of anything says in place of its content.</summary>
    public string? Status { get; set; }

    /// <summary>The piece that each read asked for.</summary>
    public IEnumerable<(string Journal, long Offset, long End)> Reads =>
        Server
            .Calls.Where(static c => c.Url == "/v1/journals/read")
            .Select(static c => JsonNode.Parse(c.Body)!)
            .Select(static b => ((string)b["journal"]!, Number(b["offset"]), Number(b["endOffset"])));

    /// <summary>Adds documents to a journal, whose content begins at an offset.</summary>
    public ScriptedBroker Journal(string name, long begin, params string[] lines)
    {
        _journals[$"{Collection}/1122334455667788/{name}"] = (
            begin,
            Encoding.UTF8.GetBytes(string.Concat(lines.Select(static l => l + "\n")))
        );
        return this;
    }

    /// <summary>A document as it stands in a journal.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="clock">When it was written.</param>
    /// <param name="flags">0: outside a transaction, 1: in one, 2: acknowledges.</param>
    /// <param name="producer">Who wrote it.</param>
    public static string Line(int id, int clock, int flags, string producer = Producer) =>
        flags == 2
            ? $$$"""{"_meta":{"uuid":"{{{Uuid(clock, flags, producer)}}}","ack":true}}"""
            : $$$"""{"_meta":{"op":"c","uuid":"{{{Uuid(clock, flags, producer)}}}"},"id":{{{id}}}}""";

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private static string Uuid(int clock, int flags, string producer) => $"{clock:x8}-9d2e-11f0-{0x8000 | flags:x4}-{producer}";

    private static long Number(JsonNode? node) => long.Parse((string?)node ?? "0", CultureInfo.InvariantCulture);

    private static string Result(JsonObject message) => new JsonObject { ["result"] = message }.ToJsonString() + "\n";

    private Answer Answer(Asked asked) =>
        asked.Url switch
        {
            "/authorize/user/collection" => new(
                200,
                new JsonObject
                {
                    ["brokerAddress"] = BrokerAddress,
                    ["brokerToken"] = BrokerToken,
                    ["journalNamePrefix"] = $"{Collection}/1122334455667788/",
                    ["retryMillis"] = 0,
                }.ToJsonString(),
                []
            ),
            "/api/v1/auth/token" => new(200, $$"""{"access_token":"{{TestClient.Jwt(DateTimeOffset.UtcNow.AddHours(1))}}"}""", []),
            "/v1/journals/list" => new(200, List(), []),
            "/v1/journals/read" => new(200, Read(JsonNode.Parse(asked.Body)!), []),
            _ => new(404, "not found", []),
        };

    private string List()
    {
        var journals = _journals.Keys.Select(static n => new JsonObject { ["spec"] = new JsonObject { ["name"] = n } }).ToList();
        if (IsOldGateway)
        {
            return new JsonObject { ["status"] = "OK", ["journals"] = new JsonArray([.. journals]) }.ToJsonString();
        }

        var lists = journals.Count == 0 ? [new JsonArray()] : journals.Select(static j => new JsonArray(j));
        return string.Concat(lists.Select(static l => Result(new() { ["status"] = "OK", ["journals"] = l })));
    }

    private string Read(JsonNode request)
    {
        var (begin, content) = _journals[(string)request["journal"]!];
        var (asked, end) = (Number(request["offset"]), Number(request["endOffset"]));
        var (offset, head) = (Math.Max(asked, begin), begin + content.Length);
        if (Status is not null)
        {
            return Result(
                new()
                {
                    ["status"] = Status,
                    ["offset"] = $"{asked}",
                    ["writeHead"] = "0",
                    ["content"] = "",
                }
            );
        }

        var text = new StringBuilder();
        if (offset < head)
        {
            text.Append(
                Result(
                    new()
                    {
                        ["status"] = "OK",
                        ["offset"] = $"{offset}",
                        ["writeHead"] = $"{head}",
                        ["content"] = "",
                    }
                )
            );
            while (offset < Math.Min(end, head))
            {
                var piece = content.AsSpan((int)(offset - begin), (int)Math.Min(ChunkSize, Math.Min(end, head) - offset)).ToArray();
                text.Append(
                    Result(
                        new()
                        {
                            ["status"] = "OK",
                            ["offset"] = $"{offset}",
                            ["content"] = Convert.ToBase64String(piece),
                        }
                    )
                );
                offset += piece.Length;
            }
        }

        if (offset < end)
        {
            text.Append(
                Result(
                    new()
                    {
                        ["status"] = "OFFSET_NOT_YET_AVAILABLE",
                        ["offset"] = $"{offset}",
                        ["writeHead"] = $"{head}",
                    }
                )
            );
        }

        return text.ToString();
    }
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary;

/// <summary>
/// The brokers of all data planes: journals are listed and read. Each answer is a line for each message, and a failure is one, too.
/// </summary>
internal sealed class BrokerSurface(EstuaryCloud cloud)
{
    private const string LineType = "application/json";
    private const string Partition = "pivot=00";
    private const int ChunkSize = (1 << 15) - 32;
    private const int Unauthenticated = 16;
    private const int Unimplemented = 12;
    private const int Unknown = 2;

    public HttpAnswer Handle(HttpCall call) =>
        (call.Method, call.Path) switch
        {
            ("POST", "/v1/journals/list") => Checked(call, JournalAccess.List, ListJournals),
            ("POST", "/v1/journals/read") => Checked(call, JournalAccess.Read, ReadJournal),
            _ => HttpAnswer.Json(
                404,
                new JsonObject
                {
                    ["error"] = "Not Found",
                    ["code"] = 5,
                    ["message"] = "Not Found",
                }
            ),
        };

    private HttpAnswer Checked(HttpCall call, int required, Func<JsonObject, JsonObject, HttpAnswer> answer)
    {
        var (selector, problem) = cloud.Journals.Check(call.Bearer, required);
        return selector is null ? Failure(401, Unauthenticated, "Unauthorized", problem!)
            : Json.ParseObject(call.Body) is not { } request ? Failure(400, 3, "Bad Request", "unexpected EOF")
            : answer(request, selector);
    }

    private HttpAnswer ListJournals(JsonObject request, JsonObject granted)
    {
        if (request["watch"].IsTrue())
        {
            return Failure(501, Unimplemented, "Not Implemented", "the local broker does not watch");
        }
        var journals = Journals()
            .Where(j => Matches(granted, j) && Matches(request["selector"], j))
            .Select(j => new JsonObject
            {
                ["spec"] = new JsonObject
                {
                    ["name"] = j.Name,
                    ["replication"] = 1,
                    ["labels"] = new JsonObject
                    {
                        ["labels"] = new JsonArray([
                            .. j.Labels.Select(static l => new JsonObject { ["name"] = l.Name, ["value"] = l.Value }),
                        ]),
                    },
                    ["suspend"] = null,
                },
            });
        return Lines(new JsonObject { ["status"] = "OK", ["journals"] = new JsonArray([.. journals]) });
    }

    private HttpAnswer ReadJournal(JsonObject request, JsonObject granted)
    {
        if (request["block"].IsTrue())
        {
            return Failure(501, Unimplemented, "Not Implemented", "the local broker does not wait for content");
        }
        var (offset, end) = (Whole(request["offset"]), Whole(request["endOffset"]));
        if (offset < -1 || end < 0 || (end != 0 && end < offset))
        {
            return Failure(500, Unknown, "Internal Server Error", $"invalid EndOffset ({end}; expected 0 or Offset <= EndOffset)");
        }
        var journal = Journals().FirstOrDefault(j => j.Name == request["journal"].String());
        if (
            journal is null
            || !Matches(granted, journal)
            || cloud.DataPlane.Collections.ReadJournal(journal.Collection, Math.Max(0, offset), end == 0 ? long.MaxValue : end)
                is not var (head, content)
        )
        {
            return Lines(Chunk("JOURNAL_NOT_FOUND", 0, null, []));
        }
        var messages = new List<JsonObject>();
        offset = offset == -1 ? head : offset;
        if (offset < head)
        {
            messages.Add(Chunk("OK", offset, head, []));
            if (request["metadataOnly"].IsTrue())
            {
                return Lines([.. messages]);
            }
            foreach (var piece in content.Chunk(ChunkSize))
            {
                messages.Add(Chunk("OK", offset, null, piece));
                offset += piece.Length;
            }
        }
        if (end == 0 || offset < end)
        {
            messages.Add(Chunk("OFFSET_NOT_YET_AVAILABLE", offset, head, []));
        }
        return Lines([.. messages]);
    }

    // Journals appear with the first document.
    private List<Journal> Journals()
    {
        lock (cloud.Plane.Gate)
        {
            return
            [
                .. cloud
                    .Plane.Live.Values.Where(l =>
                        l is { Type: "collection", Model: not null } && cloud.DataPlane.Collections.Count(l.Name) > 0
                    )
                    .Select(static l => new Journal(l.Name, JournalAccess.PrefixOf(l) + Partition)),
            ];
        }
    }

    // Of the labels of one name, one has to match.
    private static bool Matches(JsonNode? selector, Journal journal)
    {
        return Labels("include").All(group => group.Any(IsMet)) && !Labels("exclude").Any(group => group.Any(IsMet));

        IEnumerable<IGrouping<string, JsonNode>> Labels(string set) =>
            (selector?[set]?["labels"] as JsonArray ?? []).OfType<JsonNode>().GroupBy(static l => l["name"].String() ?? "");

        bool IsMet(JsonNode label)
        {
            var (name, value) = (label["name"].String(), label["value"].String() ?? "");
            var values = name is "name" or "prefix"
                ? [journal.Name]
                : journal.Labels.Where(l => l.Name == name).Select(static l => l.Value);
            return name == "prefix" || label["prefix"].IsTrue()
                ? values.Any(v => v.StartsWith(value, StringComparison.Ordinal))
                : values.Any(v => value.Length == 0 || v == value);
        }
    }

    private static JsonObject Chunk(string status, long offset, long? writeHead, byte[] content) =>
        new()
        {
            ["status"] = status,
            ["header"] = null,
            ["offset"] = Text(offset),
            ["writeHead"] = Text(writeHead ?? 0),
            ["fragment"] = null,
            ["fragmentUrl"] = "",
            ["content"] = Convert.ToBase64String(content),
        };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long Whole(JsonNode? node) =>
        node is JsonValue value
        && long.TryParse(
            value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString(),
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : 0;

    private static HttpAnswer Lines(params ReadOnlySpan<JsonObject> messages)
    {
        var lines = new List<string>();
        foreach (var message in messages)
        {
            lines.Add(new JsonObject { ["result"] = message }.Text() + "\n");
        }
        return new(200, string.Concat(lines), LineType);
    }

    private static HttpAnswer Failure(int status, int code, string reason, string message) =>
        new(
            status,
            new JsonObject
            {
                ["error"] = new JsonObject
                {
                    ["grpcCode"] = code,
                    ["httpCode"] = status,
                    ["message"] = message,
                    ["httpStatus"] = reason,
                    ["details"] = new JsonArray(),
                },
            }.Text(),
            LineType
        );

    private sealed record Journal(string Collection, string Name)
    {
        public IReadOnlyList<(string Name, string Value)> Labels { get; } =
        [
            ("app.gazette.dev/managed-by", "estuary.dev/flow"),
            ("content-type", "application/x-ndjson"),
            (JournalAccess.CollectionLabel, Collection),
            ("estuary.dev/key-begin", "00000000"),
            ("estuary.dev/key-end", "ffffffff"),
        ];
    }
}

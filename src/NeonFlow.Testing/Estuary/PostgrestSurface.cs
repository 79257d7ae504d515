using System.Globalization;
using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary;

/// <summary>The tables, views and functions of the control plane under <c>/rest/v1</c>.</summary>
internal sealed partial class PostgrestSurface(EstuaryCloud cloud)
{
    private readonly PostgrestTables _tables = new(cloud);

    private ControlPlane Plane => cloud.Plane;

    public async Task<HttpAnswer> HandleAsync(HttpCall call)
    {
        if (cloud.Features.ApiKeyRequired && string.IsNullOrEmpty(call.Header("apikey")) && call.QueryValue("apikey") is null)
        {
            return HttpAnswer.Json(
                401,
                new JsonObject
                {
                    ["message"] = "No API key found in request",
                    ["hint"] = "No `apikey` request header or url param was found.",
                }
            );
        }
        if (!call.Path.StartsWith("/rest/v1/", StringComparison.Ordinal))
        {
            return HttpAnswer.Json(404, new JsonObject { ["message"] = "no Route matched with those values" });
        }
        var name = call.Path["/rest/v1/".Length..];
        if (name == "rpc/generate_access_token")
        {
            return ExchangeToken(call);
        }

        var user = Authenticate(call);
        if (name.StartsWith("rpc/", StringComparison.Ordinal))
        {
            return Rpc(name[4..], call, user);
        }
        if (!PostgrestColumns.Of.TryGetValue(name, out var columns))
        {
            return PostgrestQuery.Error(404, "PGRST205", $"Could not find the table 'public.{name}' in the schema cache");
        }
        if (name == "connector_tags" || name == "connectors")
        {
            await cloud.LoadConnectorTagsAsync().ConfigureAwait(false);
        }
        return call.Method switch
        {
            "GET" or "HEAD" => Read(name, columns, call, user),
            "POST" => await InsertAsync(name, columns, call, user).ConfigureAwait(false),
            "PATCH" => Update(name, columns, call, user),
            "DELETE" => Delete(name, columns, call, user),
            _ => PostgrestQuery.Error(405, "PGRST117", $"Unsupported HTTP method: {call.Method}"),
        };
    }

    private User Authenticate(HttpCall call)
    {
        if (call.Bearer is not { } bearer)
        {
            throw new Refusal(PostgrestQuery.Error(401, "42501", "permission denied"));
        }
        var (verdict, user) = cloud.Tokens.CheckAccess(bearer);
        return verdict switch
        {
            Tokens.Verdict.Ok => user!,
            Tokens.Verdict.Expired => throw new Refusal(PostgrestQuery.Error(401, "PGRST301", "JWT expired")),
            Tokens.Verdict.BadSignature => throw new Refusal(PostgrestQuery.Error(401, "PGRST301", "JWSError JWSInvalidSignature")),
            _ => throw new Refusal(PostgrestQuery.Error(401, "PGRST301", "invalid JWT: expected 3 parts")),
        };
    }

    private HttpAnswer ExchangeToken(HttpCall call)
    {
        var body = Json.ParseObject(call.Body);
        var (result, user, secret) = cloud.Tokens.Use(body?["refresh_token_id"].String(), body?["secret"].String());
        return result switch
        {
            Tokens.Exchange.Unknown => PostgrestQuery.Error(400, "P0001", "could not find refresh_token with the given `refresh_token_id`"),
            Tokens.Exchange.WrongSecret => PostgrestQuery.Error(400, "P0001", "invalid secret provided"),
            Tokens.Exchange.Expired => PostgrestQuery.Error(400, "P0001", "refresh_token has expired."),
            _ => HttpAnswer.Json(
                200,
                EstuaryCloud.TokenAnswer(cloud.Tokens.CreateAccess(user!), body!["refresh_token_id"].String()!, secret)
            ),
        };
    }

    private HttpAnswer Rpc(string name, HttpCall call, User user)
    {
        var body = Json.ParseObject(call.Body) ?? [];
        lock (Plane.Gate)
        {
            switch (name)
            {
                case "view_logs":
                    var after = body["last_logged_at"].String() is { } text
                        ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture)
                        : DateTimeOffset.MinValue;
                    return Rows(
                        call,
                        Plane
                            .Logs.Where(l => l.Token.ToString() == body["bearer_token"].String() && l.At > after)
                            .Select(l => new JsonObject
                            {
                                ["log_line"] = l.Line,
                                ["logged_at"] = Json.Time(l.At),
                                ["stream"] = l.Stream,
                                ["token"] = l.Token.ToString(),
                            })
                    );
                case "prune_unchanged_draft_specs":
                    var draft = Plane.DraftOf(user, FlowId.Parse(body["prune_draft_id"].String()));
                    var unchanged = draft?.Specs.Values.Where(Plane.IsUnchanged).ToList() ?? [];
                    foreach (var spec in unchanged)
                    {
                        draft!.Specs.Remove(spec.Name);
                    }
                    return Rows(call, unchanged.Select(s => new JsonObject { ["catalog_name"] = s.Name, ["spec_type"] = s.Type }));
                case "draft_collections_eligible_for_deletion":
                    return StageOrphans(body, user);
                case "auth_roles":
                    return Rows(call, user.Prefixes.Select(p => new JsonObject { ["role_prefix"] = p, ["capability"] = "admin" }));
                case "create_refresh_token":
                    return HttpAnswer.Json(200, cloud.CreateRefreshToken(user, body["multi_use"].IsTrue()));
                default:
                    return PostgrestQuery.Error(404, "PGRST202", $"Could not find the function public.{name} in the schema cache");
            }
        }
    }

    private HttpAnswer StageOrphans(JsonObject body, User user)
    {
        var draft = Plane.DraftOf(user, FlowId.Parse(body["draft_id"].String()));
        var captureId = FlowId.Parse(body["capture_id"].String());
        var capture = Plane.Live.Values.FirstOrDefault(l => l.Id == captureId);
        if (draft is null || capture is null)
        {
            return PostgrestQuery.Error(400, "P0001", "draft or capture not found");
        }
        foreach (var name in capture.Uses.ToList())
        {
            var shared = Plane.Live.Values.Any(l => l != capture && l.Model is not null && l.Uses.Contains(name));
            if (!shared && Plane.LiveOf(name) is { } live)
            {
                Plane.Stage(draft, name, null, null, live.LastPubId, null);
            }
        }
        return new HttpAnswer(204);
    }

    private HttpAnswer Read(string table, string[] columns, HttpCall call, User user)
    {
        List<JsonObject> rows;
        lock (Plane.Gate)
        {
            rows = [.. _tables.Rows(table, user)];
        }
        var filtered = PostgrestQuery.Filter(table, columns, rows, call.Query);
        var ordered = PostgrestQuery.Order(table, columns, filtered, call.QueryValue("order"));
        if (table is "publications" or "discovers")
        {
            ordered = [.. ordered.Select(r => _tables.ShowStatus(table, r))];
        }
        return Rows(call, ordered, table, columns, page: true);
    }

    private static HttpAnswer Rows(
        HttpCall call,
        IEnumerable<JsonObject> rows,
        string table = "",
        string[]? columns = null,
        bool page = false,
        int status = 200
    )
    {
        var list = rows.ToList();
        var total = list.Count;
        var from = 0;
        if (page)
        {
            (from, var count) = PostgrestQuery.Page(call.QueryValue("limit"), call.QueryValue("offset"), call.Header("Range"));
            list = [.. list.Skip(from).Take(count ?? int.MaxValue)];
        }
        var shown = columns is null ? list : [.. list.Select(r => PostgrestQuery.Select(table, columns, r, call.QueryValue("select")))];
        if (call.Header("Accept")?.Contains("vnd.pgrst.object", StringComparison.Ordinal) == true)
        {
            return shown.Count == 1
                ? new HttpAnswer(status, shown[0].Text(), "application/vnd.pgrst.object+json; charset=utf-8")
                : PostgrestQuery.Error(
                    406,
                    "PGRST116",
                    "JSON object requested, multiple (or no) rows returned",
                    $"The result contains {shown.Count} rows"
                );
        }
        var answer = HttpAnswer.Json(status, new JsonArray([.. shown]));
        var range = shown.Count == 0 ? "*" : $"{from}-{from + shown.Count - 1}";
        var exact = call.Header("Prefer")?.Contains("count=exact", StringComparison.Ordinal) == true;
        return answer.With("Content-Range", range + "/" + (exact ? total.ToString(CultureInfo.InvariantCulture) : "*"));
    }
}

using System.Collections.Concurrent;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Engine;
using NeonFlow.Provider.Schema;
using NeonFlow.Testing.Neon;
using static NeonFlow.Provider.Tests.Apis.Stack;

namespace NeonFlow.Provider.Tests.Preflight;

/// <summary>
/// A program of single resources as the provider meets it in one operation: the engine's calls, in whatever order the test says.
/// </summary>
internal sealed class ProgramUnderJudgement : IEngineLog
{
    public const string Role = "neonflow:neon:Role";
    public const string Replication = "neonflow:neon:LogicalReplication";
    public const string Grant = "neonflow:postgres:Grant";
    public const string Identity = "neonflow:postgres:ReplicaIdentity";
    public const string Membership = "neonflow:postgres:RoleMembership";
    public const string Publication = "neonflow:postgres:Publication";
    public const string Watermarks = "neonflow:postgres:WatermarksTable";
    public const string Slot = "neonflow:postgres:ReplicationSlot";
    public const string Capture = "neonflow:estuary:Capture";

    private readonly Dispatcher _dispatcher;
    private readonly NeonProject _project;
    private readonly Dictionary<string, PropertyValue.Map> _checked = [];

    /// <summary>A project with the shop's database, as the programs find it.</summary>
    public static ProjectSeed Shop(string more = "") =>
        new()
        {
            Databases = ["shop"],
            Sql = "CREATE TABLE public.orders (id int PRIMARY KEY, v text); CREATE TABLE public.customers (id int PRIMARY KEY); " + more,
        };

    /// <param name="cloud">The local Neon.</param>
    /// <param name="project">The project of the program.</param>
    /// <param name="engine">Address of the engine; null: the program has one provider.</param>
    public ProgramUnderJudgement(NeonCloud cloud, NeonProject project, string? engine = null)
    {
        _project = project;
        _dispatcher = new Dispatcher(this, Registry.Create) { RefreshSupported = true, Engine = engine };
        _dispatcher.Configure(null, Of(("neonApiKey", Secret(cloud.ApiKey)), ("neonApiUrl", cloud.BaseUrl.ToString())));
    }

    /// <summary>The provider process ends.</summary>
    public void Close() => _dispatcher.Dispose();

    public ConcurrentQueue<string> Said { get; } = new();

    public IReadOnlyList<string> NotJudged => [.. Said.Where(static s => s.StartsWith("not judged", StringComparison.Ordinal))];

    /// <summary>How SQL resources reach the database; tests change it.</summary>
    public Func<PropertyValue> Connection { get; set; } = null!;

    public PropertyValue Neon(string? branch = null, string database = "shop") =>
        Of([
            ("projectId", _project.Id),
            ("database", database),
            .. branch is null ? Array.Empty<(string, PropertyValue)>() : [("branchId", branch)],
        ]);

    public PropertyValue Direct(string database = "shop") =>
        Of(
            ("host", _project.DirectHost),
            ("port", (double)_project.DirectPort),
            ("database", database),
            ("user", "shop_owner"),
            ("password", Secret(_project.RolePassword("shop_owner")!))
        );

    public string Address => $"{_project.DirectHost}:{_project.DirectPort}";

    /// <summary>Inputs of a resource of the whole pipeline, with changes; null takes one out.</summary>
    public PropertyValue.Map Inputs(string type, params (string Key, PropertyValue? Value)[] changes)
    {
        (string, PropertyValue)[] inputs = type switch
        {
            Role => [("projectId", _project.Id), ("name", "flow")],
            Replication => [("projectId", _project.Id), ("acknowledgeIrreversible", true)],
            Grant =>
            [
                ("connection", Connection()),
                ("role", "flow"),
                ("schema", "public"),
                ("tables", List("public.orders", "public.customers")),
            ],
            Watermarks => [("connection", Connection()), ("role", "flow"), ("table", "public.marks")],
            Publication =>
            [
                ("connection", Connection()),
                ("name", "flow_pub"),
                ("tables", List("public.orders", "public.customers", "public.marks")),
            ],
            Slot => [("connection", Connection()), ("name", "flow_slot")],
            Identity => [("connection", Connection()), ("table", "public.keyless")],
            Membership => [("connection", Connection()), ("role", "readers"), ("member", "plain")],
            _ =>
            [
                ("captureName", "acmeCo/shop/orders"),
                ("address", Address),
                ("database", "shop"),
                ("user", "flow"),
                ("password", PropertyValue.Unknown.Value),
                ("publicationName", "flow_pub"),
                ("slotName", "flow_slot"),
                ("watermarksTable", "public.marks"),
                ("tables", List("public.orders", "public.customers")),
            ],
        };
        var all = inputs.ToDictionary(static i => i.Item1, static i => i.Item2, StringComparer.Ordinal);
        foreach (var (key, value) in changes)
        {
            if (value is null)
            {
                all.Remove(key);
            }
            else
            {
                all[key] = value;
            }
        }

        return new(all);
    }

    public void Check(string type, PropertyValue.Map inputs, string name = "orders", Saved? saved = null)
    {
        var result = _dispatcher.Resource(Target(type, name)).Check(Target(type, name), saved?.Inputs ?? PropertyValue.Map.Empty, inputs);
        Assert.Empty(result.Failures);
        _checked[type + name] = result.Inputs;
        if (saved is not null)
        {
            _dispatcher.Resource(Target(type, name)).Diff(Target(type, name), saved.Id, saved.Inputs, saved.Outputs, result.Inputs, []);
        }
    }

    public Task PreviewAsync(string type, string name = "orders") =>
        _dispatcher.Resource(Target(type, name)).CreateAsync(Target(type, name), _checked[type + name], 0, preview: true);

    public async Task RegisterAsync(string type, PropertyValue.Map inputs, string name = "orders")
    {
        Check(type, inputs, name);
        await PreviewAsync(type, name);
    }

    public async Task<Saved> MakeAsync(string type, PropertyValue.Map inputs, string name = "orders")
    {
        Check(type, inputs, name);
        var made = await _dispatcher.Resource(Target(type, name)).CreateAsync(Target(type, name), _checked[type + name], 0, preview: false);
        return new(made.Id, _checked[type + name], made.Outputs);
    }

    /// <summary>The calls that an existing resource gets: Read, then Check and Diff, and Update where something differs.</summary>
    public async Task<bool> KeepAsync(string type, Saved saved, PropertyValue.Map inputs, string name = "orders")
    {
        var now = await ReadAsync(type, saved, name) ?? throw new InvalidOperationException("gone");
        var ready = _dispatcher.Resource(Target(type, name)).Check(Target(type, name), now.Inputs, inputs).Inputs;
        if (
            _dispatcher.Resource(Target(type, name)).Diff(Target(type, name), now.Id, now.Inputs, now.Outputs, ready, []).Changes.Count == 0
        )
        {
            return false;
        }

        await _dispatcher
            .Resource(Target(type, name))
            .UpdateAsync(Target(type, name), now.Id, now.Inputs, now.Outputs, ready, 0, preview: true);
        return true;
    }

    /// <summary>A real update of an existing resource.</summary>
    public async Task<Saved> ChangeAsync(string type, Saved saved, PropertyValue.Map inputs, string name = "orders")
    {
        Check(type, inputs, name, saved);
        var updated = await _dispatcher
            .Resource(Target(type, name))
            .UpdateAsync(Target(type, name), saved.Id, saved.Inputs, saved.Outputs, _checked[type + name], 0, preview: false);
        return new(saved.Id, _checked[type + name], updated.Outputs);
    }

    public async Task<Saved?> ReadAsync(string type, Saved saved, string name = "orders") =>
        await _dispatcher.Resource(Target(type, name)).ReadAsync(Target(type, name), saved.Id, saved.Inputs, saved.Outputs, 0) is { } actual
            ? new(actual.Id, actual.Inputs, actual.Outputs)
            : null;

    public Task DeleteAsync(string type, Saved saved, string name = "orders") =>
        _dispatcher.Resource(Target(type, name)).DeleteAsync(Target(type, name), saved.Id, saved.Inputs, saved.Outputs, 0);

    public Task InvokeAsync(string token, params (string Key, PropertyValue Value)[] args) =>
        _dispatcher.Function(token).InvokeAsync(token, Of(args), preview: true);

    /// <summary>Codes with which a preview of the capture fails; empty where it passes.</summary>
    public async Task<string> VerdictAsync(params (string Key, PropertyValue? Value)[] changes)
    {
        Check(Capture, Inputs(Capture, changes));
        return await JudgedAsync();
    }

    public async Task<string> JudgedAsync(string name = "orders")
    {
        try
        {
            await PreviewAsync(Capture, name);
            return "";
        }
        catch (CallFailedException failed)
        {
            Said.Enqueue(failed.Message);
            return string.Join(
                ' ',
                failed
                    .Message.Split('\n')
                    .Select(static l => System.Text.RegularExpressions.Regex.Match(l, @"^(?:\d+\. )?(NF\d{4})").Groups[1].Value)
                    .Where(static c => c.Length > 0)
            );
        }
    }

    public Task LogAsync(Severity severity, string text, string urn, bool ephemeral)
    {
        if (!ephemeral)
        {
            Said.Enqueue(text);
        }

        return Task.CompletedTask;
    }

    private static Target Target(string type, string name) => new($"urn:pulumi:dev::shop::{type}::{name}", name, type);
}

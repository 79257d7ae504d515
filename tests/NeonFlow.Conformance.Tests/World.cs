using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using NeonFlow.Harness;
using NeonFlow.Testing;
using NeonFlow.Testing.Neon;
using Npgsql;

namespace NeonFlow.Conformance.Tests;

/// <summary>
/// A corner of the cloud for one law: a database with a small shop, names that nobody else has, and a gate between the provider and
/// everything upstream.
/// </summary>
internal sealed class World : IAsyncDisposable
{
    private const string ShopSql = """
        CREATE SCHEMA shop;
        CREATE TABLE shop.orders (id bigint PRIMARY KEY, status text NOT NULL);
        CREATE TABLE shop.customers (id bigint PRIMARY KEY, name text);
        CREATE TABLE shop.events (id int PRIMARY KEY, code text NOT NULL, serial int NOT NULL);
        CREATE UNIQUE INDEX events_code ON shop.events (code);
        CREATE UNIQUE INDEX events_serial ON shop.events (serial);
        CREATE TABLE shop.items (id bigint PRIMARY KEY, name text);
        CREATE SEQUENCE shop.counter;
        INSERT INTO shop.orders SELECT n, 'new' FROM generate_series(1, 20) n;
        INSERT INTO shop.customers VALUES (1, 'Ada'), (2, 'Grace');
        INSERT INTO shop.items VALUES (1, 'pen');
        """;

    private static readonly HttpClient Http = new();

    private readonly ConformanceCloud _shared;
    private readonly List<string> _roles = [];
    private readonly List<string> _secrets = [];
    private readonly int _databasePort;
    private NeonProject? _own;
    private string? _other;

    private World(ConformanceCloud shared, string tag)
    {
        _shared = shared;
        Tag = tag;
        Database = tag + "db";
        _databasePort = Gate.Open(shared.Project.DirectPort);
        var cloud = shared.Cloud;
        Config = new JsonObject
        {
            // As CheckConfig adds it to the inputs of a provider, and the state of the stack keeps it.
            ["__instance"] = "state-of-the-laws",
            ["neonApiUrl"] = Gate.Open(cloud.Neon.BaseUrl.ToString()),
            ["neonApiKey"] = Properties.Secret(cloud.Neon.ApiKey),
            ["estuaryApiUrl"] = Gate.Open(cloud.Estuary.PostgrestUrl),
            ["estuaryGraphqlUrl"] = Gate.Open(cloud.Estuary.AgentUrl),
            ["estuaryConfigEncryptionUrl"] = Gate.Open(cloud.Estuary.ConfigEncryptionUrl),
            ["estuaryToken"] = Properties.Secret(cloud.Estuary.RefreshToken),
            ["databaseUrl"] = Properties.Secret(
                $"postgresql://{shared.Project.OwnerRole}:{shared.Project.RolePassword(shared.Project.OwnerRole)}"
                    + $"@127.0.0.1:{_databasePort}/{Database}?sslmode=disable"
            ),
        };
    }

    /// <summary>Called when nothing of this world is left.</summary>
    public Action? Ended { get; set; }

    /// <summary>Part of every name in this world, and of no other.</summary>
    public string Tag { get; }

    public string Database { get; }

    public Gate Gate { get; } = new();

    public LocalCloud Cloud => _shared.Cloud;

    /// <summary>The project whose database server everybody shares; logical replication is on.</summary>
    public NeonProject Shared => _shared.Project;

    /// <summary>A project of this world alone; logical replication is off.</summary>
    public NeonProject Own => _own ?? throw new InvalidOperationException("Ask for it with TakeProjectAsync first.");

    /// <summary>Provider configuration that leads here through the gate.</summary>
    public JsonObject Config { get; }

    /// <summary>The <c>connection</c> input that leads to this world's database, as its owner.</summary>
    public JsonObject Connection =>
        new()
        {
            ["host"] = "127.0.0.1",
            ["port"] = _databasePort,
            ["database"] = Database,
            ["user"] = Shared.OwnerRole,
            ["password"] = Properties.Secret(Shared.RolePassword(Shared.OwnerRole)),
            ["tlsMode"] = "disable",
        };

    /// <summary>Start of the import ids of objects in this database.</summary>
    public string DatabaseId => $"127.0.0.1:{_databasePort}/{Database}";

    /// <summary>Values that may stand nowhere in plain.</summary>
    public IEnumerable<string> Secrets
    {
        get
        {
            lock (_secrets)
            {
                foreach (var role in _roles.Append(Shared.OwnerRole))
                {
                    if (Shared.RolePassword(role) is { } password && !_secrets.Contains(password))
                    {
                        _secrets.Add(password);
                    }
                }

                return [.. _secrets, Cloud.Neon.ApiKey, Cloud.Estuary.RefreshToken];
            }
        }
    }

    /// <summary>One more world on the same cloud; it ends before this one.</summary>
    public Task<World> AnotherAsync() => _shared.NewWorldAsync();

    public static async Task<World> MakeAsync(ConformanceCloud shared, string tag)
    {
        var world = new World(shared, tag);
        await shared.Project.Server.ExecuteAsync($"CREATE DATABASE {world.Database} OWNER {shared.Project.OwnerRole}");
        await world.SqlAsync(ShopSql);
        return world;
    }

    /// <summary>Another database of the same server with the same shop, and with publications of the same names.</summary>
    public async Task<string> OtherDatabaseAsync()
    {
        var publications = await Shared.Server.ScalarAsync<string>(
            "SELECT coalesce(string_agg(format('CREATE PUBLICATION %I FOR TABLE shop.orders', pubname), ';'), '') FROM pg_publication",
            Database
        );
        _other = Tag + "other";
        await Shared.Server.ExecuteAsync($"CREATE DATABASE {_other} OWNER {Shared.OwnerRole}");
        await Shared.ExecuteAsOwnerAsync($"{ShopSql};{publications}", _other);
        return _other;
    }

    public string Name(string what) => $"{Tag}_{what}";

    /// <summary>Runs statements as the owner of the database.</summary>
    public Task SqlAsync(string sql) => Shared.ExecuteAsOwnerAsync(sql, Database);

    /// <summary>Runs statements as a superuser.</summary>
    public Task AdminSqlAsync(string sql) => Shared.Server.ExecuteAsync(sql, Database);

    public void Hide(string secret)
    {
        lock (_secrets)
        {
            _secrets.Add(secret);
        }
    }

    /// <summary>A login role of plain SQL.</summary>
    public async Task<string> SqlRoleAsync(string what)
    {
        var role = Name(what);
        await AdminSqlAsync($"CREATE ROLE {role} LOGIN");
        return role;
    }

    /// <summary>A role through the API, which gives it REPLICATION.</summary>
    public async Task<string> NeonRoleAsync(string what)
    {
        var role = Name(what);
        await NeonAsync(
            HttpMethod.Post,
            $"projects/{Shared.Id}/branches/{Shared.BranchId}/roles",
            new JsonObject { ["role"] = new JsonObject { ["name"] = role } }
        );
        await Shared.WhenSettledAsync();
        _roles.Add(role);
        return role;
    }

    public void Track(string role) => _roles.Add(role);

    public async Task NeonAsync(HttpMethod method, string path, JsonNode? body = null)
    {
        using var request = new HttpRequestMessage(method, $"{Cloud.Neon.BaseUrl}/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Cloud.Neon.ApiKey);
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        using var answer = await Http.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {(int)answer.StatusCode}");
    }

    public async Task TakeProjectAsync(ProjectSeed seed) => _own = await Cloud.Neon.AddProjectAsync(seed);

    /// <summary>Somebody deletes this world's own project.</summary>
    public async Task LoseProjectAsync()
    {
        await Cloud.Neon.RemoveProjectAsync(Own);
        _own = null;
    }

    /// <summary>
    /// Everything there is in this world that a resource could have made or changed, one line each, in the words of no world: two worlds in
    /// the same condition give the same lines.
    /// </summary>
    public async Task<IReadOnlyList<string>> LookAsync()
    {
        // What Neon has accepted it finishes, whether who asked lives or not.
        await Shared.WhenSettledAsync();
        await (_own?.WhenSettledAsync() ?? Task.CompletedTask);

        // A capture makes its slot a moment after it was published.
        for (
            var i = 0;
            i < 600
                && IsCaptured
                && await Shared.Server.ScalarAsync<long>($"SELECT count(*) FROM pg_replication_slots WHERE slot_name = '{Name("slot")}'")
                    == 0;
            i++
        )
        {
            await Task.Delay(100);
        }

        // What resources wrote down about their own work stands here and, of roles and memberships, in the oldest database that the API
        // and the server know. Times are of no world.
        List<string> lines =
        [
            .. await Shared.LinesAsync(Database, Seen.Objects, Tag),
            .. await Shared.LinesAsync(Database, Seen.Marks, ""),
            .. await Shared.LinesAsync("neondb", Seen.Marks, Tag),
            .. await Shared.LinesAsync("postgres", Seen.Marks, Tag),
        ];
        lines.AddRange(
            (await Shared.RoleNamesAsync()).Where(r => r.StartsWith(Tag, StringComparison.Ordinal)).Select(static r => $"neon role {r}")
        );
        if (_own is { } own)
        {
            lines.Add(
                $"project logical={own.LogicalReplication} ips={string.Join(',', own.AllowedIps.Order(StringComparer.Ordinal))} "
                    + $"protectedOnly={own.ProtectedBranchesOnly}"
            );
            lines.AddRange(await own.LinesAsync("neondb", Seen.Marks, ""));
        }

        foreach (var name in Cloud.Estuary.LiveNames().Where(n => n.Contains($"/{Tag}/", StringComparison.Ordinal)))
        {
            lines.Add($"live {name} {Bare(Cloud.Estuary.LiveSpecOf(name))?.ToJsonString()}");
        }

        return [.. lines.Select(l => l.Replace(Tag, "<tag>", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    private bool IsCaptured =>
        Cloud
            .Estuary.LiveNames()
            .Any(n => n.Contains($"/{Tag}/", StringComparison.Ordinal) && Cloud.Estuary.LiveSpecOf(n)?["endpoint"] is not null);

    /// <summary>Sessions of the provider on this world's database.</summary>
    public async Task<long> SessionsAsync() =>
        await Shared.Server.ScalarAsync<long>(
            $"SELECT count(*) FROM pg_stat_activity WHERE datname = '{Database}' AND application_name LIKE 'neonflow%'"
        );

    /// <summary>Drops what slots there are, once nobody reads from them any more.</summary>
    public Task DropSlotsAsync() =>
        CleanAsync(
            $"""
            DO $$
            DECLARE s record;
            BEGIN
              FOR s IN SELECT slot_name, active_pid FROM pg_replication_slots WHERE database = '{Database}' LOOP
                FOR i IN 1..200 LOOP
                  EXIT WHEN NOT EXISTS (SELECT 1 FROM pg_replication_slots WHERE slot_name = s.slot_name AND active);
                  PERFORM pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = s.slot_name AND active;
                  PERFORM pg_sleep(0.05);
                END LOOP;
                PERFORM pg_drop_replication_slot(s.slot_name);
              END LOOP;
            END $$
            """
        );

    public async ValueTask DisposeAsync()
    {
        Cloud.Neon.ClearFaults();
        Cloud.Estuary.Faults.Clear();
        await Gate.DisposeAsync();
        var live = Cloud.Estuary.LiveNames().Where(n => n.Contains($"/{Tag}/", StringComparison.Ordinal)).ToArray();
        if (live.Length > 0)
        {
            await Cloud.Estuary.DeleteAsync(live);
        }

        await DropSlotsAsync();
        await CleanAsync($"DROP DATABASE IF EXISTS {Database} WITH (FORCE)");
        if (_other is not null)
        {
            await CleanAsync($"DROP DATABASE IF EXISTS {_other} WITH (FORCE)");
        }

        if (_own is not null)
        {
            await LoseProjectAsync();
        }

        Ended?.Invoke();
    }

    // Laws end sessions and servers in the middle of their work, the one that cleans up among them; cleaning is not what is tested.
    private async Task CleanAsync(string sql)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await Shared.Server.ExecuteAsync(sql);
                return;
            }
            catch (Exception e) when (attempt < 5 && e is (NpgsqlException or InvalidOperationException or IOException))
            {
                await Task.Delay(200);
            }
        }
    }

    // Ciphertexts differ from one encryption of the same to the next, and salts are the server's.
    private static JsonNode? Bare(JsonNode? node) =>
        node switch
        {
            JsonObject o => new JsonObject(
                o.Where(static m =>
                        m.Key is not ("sops" or "redactSalt" or "expectPubId") && !m.Key.EndsWith("_sops", StringComparison.Ordinal)
                    )
                    .OrderBy(static m => m.Key, StringComparer.Ordinal)
                    .Select(static m => KeyValuePair.Create(m.Key, Bare(m.Value)))
            ),
            JsonArray a => new JsonArray([.. a.Select(Bare)]),
            _ => node?.DeepClone(),
        };
}

using System.Text.Json.Nodes;
using NeonFlow.Conformance.Tests;
using NeonFlow.Conformance.Tests.Subjects;
using NeonFlow.Harness;
using NeonFlow.Testing.Neon;

namespace NeonFlow.Functional.Tests.Traps;

public sealed partial class StaleConfigurationTests
{
    /// <summary>A world whose keys rotate and whose upstreams move; the old ones do not work any more.</summary>
    private sealed class Moving(World world, CaptureSubject capture) : IAsyncDisposable
    {
        private readonly List<string> _secrets = [];
        private Gate _neon = new();
        private Gate _estuary = new();
        private Gate _database = new();

        public World World => world;

        public JsonObject Settings { get; } = [];

        public int Port { get; private set; }

        public string Password => world.Shared.RolePassword(Admin)!;

        public IReadOnlyList<string> Before { get; private set; } = [];

        public IEnumerable<string> Secrets => [.. _secrets, .. world.Secrets];

        public IReadOnlyList<(string What, Func<Task> RotateAsync)> Rotations =>
            [
                ("the Neon key and URL", RotateNeonAsync),
                ("the Estuary token and URLs", RotateEstuaryAsync),
                ("the database's host and password", RotateDatabaseAsync),
            ];

        public Declared Publication =>
            new(
                "changes",
                "neonflow:postgres:Publication",
                new JsonObject { ["name"] = world.Name("own"), ["tables"] = new JsonArray("shop.orders") }
            );

        public Declared Role =>
            new("role", "neonflow:neon:Role", Properties.With(new RoleSubject(world).Inputs, "name", world.Name("other")));

        public JsonObject Connection =>
            new()
            {
                ["host"] = "127.0.0.1",
                ["port"] = Port,
                ["database"] = world.Database,
                ["user"] = Admin,
                ["password"] = Properties.Secret(Password),
                ["tlsMode"] = "disable",
            };

        public IEnumerable<string> Remains => capture.Remains;

        private string Admin => world.Name("admin");

        public static async Task<Moving> OpenAsync(World world)
        {
            var moving = new Moving(world, new CaptureSubject(world));
            await moving.PrepareAsync();
            return moving;
        }

        public void Declare(StackUnderTest stack, string? provider, bool keep = false)
        {
            if (!keep && provider is not null)
            {
                stack.Program.Add(new(provider, "pulumi:providers:neonflow", Settings));
            }

            stack.Program.Add(Role with { Provider = provider });
            stack.Program.Add(Publication with { Provider = provider });
            stack.Program.Add(
                new("capture", "neonflow:estuary:Capture", Properties.Without(capture.Inputs, "connection")) { Provider = provider }
            );
        }

        public async Task RotatePasswordAsync()
        {
            await ResetPasswordAsync(world.Shared, Admin);
            Locate();
        }

        public async Task ResetPasswordAsync(NeonProject project, string role)
        {
            Remember(project.RolePassword(role)!);
            await world.NeonAsync(HttpMethod.Post, $"projects/{project.Id}/branches/{project.BranchId}/roles/{role}/reset_password");
            await project.WhenSettledAsync();
            Remember(project.RolePassword(role)!);
        }

        public async Task MoveDatabaseAsync()
        {
            await _database.DisposeAsync();
            _database = new();
            Port = _database.Open(world.Shared.DirectPort);
            Locate();
        }

        public async ValueTask DisposeAsync()
        {
            await _neon.DisposeAsync();
            await _estuary.DisposeAsync();
            await _database.DisposeAsync();
            await world.DisposeAsync();
        }

        private async Task PrepareAsync()
        {
            await capture.PrepareAsync();
            await world.NeonRoleAsync("admin");
            world.Track(world.Name("other"));
            await world.AdminSqlAsync($"GRANT {world.Shared.OwnerRole} TO {Admin}; GRANT CREATE ON DATABASE {world.Database} TO {Admin}");
            Remember(Password);
            Settings["neonApiUrl"] = _neon.Open(world.Cloud.Neon.BaseUrl.ToString());
            Settings["neonApiKey"] = Properties.Secret(Remember(world.Cloud.Neon.ApiKey));
            OpenEstuary();
            Port = _database.Open(world.Shared.DirectPort);
            Locate();
            Before = await world.LookAsync();
        }

        private async Task RotateNeonAsync()
        {
            await _neon.DisposeAsync();
            _neon = new();
            Settings["neonApiUrl"] = _neon.Open(world.Cloud.Neon.BaseUrl.ToString());
            Settings["neonApiKey"] = Properties.Secret(Remember(world.Cloud.Neon.RenewApiKey()));
        }

        private async Task RotateEstuaryAsync()
        {
            await _estuary.DisposeAsync();
            world.Cloud.Estuary.ExpireTokens();
            _estuary = new();
            OpenEstuary();
        }

        private void OpenEstuary()
        {
            Settings["estuaryApiUrl"] = _estuary.Open(world.Cloud.Estuary.PostgrestUrl);
            Settings["estuaryGraphqlUrl"] = _estuary.Open(world.Cloud.Estuary.AgentUrl);
            Settings["estuaryConfigEncryptionUrl"] = _estuary.Open(world.Cloud.Estuary.ConfigEncryptionUrl);
            Settings["estuaryToken"] = Properties.Secret(Remember(world.Cloud.Estuary.CreateAccessToken()));
        }

        private async Task RotateDatabaseAsync()
        {
            await MoveDatabaseAsync();
            await RotatePasswordAsync();
        }

        private void Locate() =>
            Settings["databaseUrl"] = Properties.Secret(
                Remember($"postgresql://{Admin}:{Password}@127.0.0.1:{Port}/{world.Database}?sslmode=disable")
            );

        private string Remember(string secret)
        {
            _secrets.Add(secret);
            return secret;
        }
    }
}

using System.Text.Json.Nodes;
using NeonFlow.Harness;
using Npgsql;
using Pulumirpc;

namespace NeonFlow.Conformance.Tests.Roles;

/// <summary>One connecting role and one resource, in a world of their own.</summary>
internal sealed class RoleTrial : IAsyncDisposable
{
    public const string Password = "rights-Pa55word";

    private readonly ProviderUnderTest _provider;
    private readonly World _world;
    private readonly Subject _subject;
    private readonly JsonObject _connection;
    private readonly NpgsqlConnection? _other;
    private readonly string _role;
    private readonly string _login;
    private Held? _held;

    private RoleTrial(ProviderUnderTest provider, World world, Subject subject, JsonObject connection, NpgsqlConnection? other, string role)
    {
        (_provider, _world, _subject, _connection, _other, _role) = (provider, world, subject, connection, other, role);
        _login = connection["user"]!.GetValue<string>();
    }

    private string Token { get; init; } = "";

    public static async Task<RoleTrial> OpenAsync(ConformanceCloud cloud, ProviderUnderTest provider, ConnectingRole role, string token)
    {
        var world = await cloud.NewWorldAsync();
        var subject = Subject.Of(token, world);
        await subject.PrepareAsync();
        var major = world.Shared.Server.Binaries.Major;
        var connection = world.Connection;
        NpgsqlConnection? other = null;
        if (!role.IsOwner)
        {
            var name = world.Name("login");
            await world.AdminSqlAsync($"CREATE ROLE {name} LOGIN PASSWORD '{Password}'; {role.Rights(world, name, major)}");
            connection["user"] = name;
            connection["password"] = Properties.Secret(Password);
            if (role.IsTaken)
            {
                other = new NpgsqlConnection(
                    $"Host=127.0.0.1;Port={world.Shared.DirectPort};Database={world.Database};Username={name};Password={Password};"
                        + "Pooling=false"
                );
                await other.OpenAsync();
            }
        }

        return new(provider, world, subject, connection, other, role.Name) { Token = token };
    }

    /// <summary>What each verb does, every step in an operation of its own; null where there is nothing to say.</summary>
    public static IEnumerable<Func<RoleTrial, Task<RoleCell?>>> Steps(params RoleVerb[] verbs) =>
        verbs.SelectMany(static verb =>
            (Func<RoleTrial, Task<RoleCell?>>[])(
                verb switch
                {
                    RoleVerb.Create => [static t => t.CreateAsync(), static t => t.DeleteAsync(RoleVerb.DeleteOwn)],
                    RoleVerb.Update => [static t => t.MakeAsOwnerAsync(), static t => t.UpdateAsync()],
                    _ => [static t => t.MakeAsOwnerAsync(), static t => t.DeleteAsync(RoleVerb.Delete)],
                }
            )
        );

    public async ValueTask DisposeAsync()
    {
        await (_other?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _world.DisposeAsync();
    }

    private async Task<RoleCell?> CreateAsync()
    {
        var inputs = await _provider.CheckAsync(Token, As(_subject.Inputs));
        var preview = await VerdictAsync(() => _provider.CreateAsync(Token, inputs, preview: true));
        var up = await VerdictAsync(async () => _held = await _provider.CreateAsync(Token, inputs));
        return await CellAsync(RoleVerb.Create, preview, up);
    }

    private async Task<RoleCell?> MakeAsOwnerAsync()
    {
        if (_held is null)
        {
            _held = await _provider.CreateAsync(Token, await _provider.CheckAsync(Token, _subject.Inputs));
            await _subject.ComeToLifeAsync();
        }

        return null;
    }

    private async Task<RoleCell?> UpdateAsync()
    {
        var inputs = await _provider.CheckAsync(Token, As(_subject.Changed), _held!.Inputs);
        var preview = await VerdictAsync(() => _provider.UpdateAsync(Token, _held, inputs, preview: true));
        var up = await VerdictAsync(async () => _held = await _provider.UpdateAsync(Token, _held, inputs));
        return await CellAsync(RoleVerb.Update, preview, up);
    }

    // The engine asks no provider for the preview of a delete: what can be known stands in the warnings of the refresh before it.
    private async Task<RoleCell?> DeleteAsync(RoleVerb verb)
    {
        if (_held is null)
        {
            return null;
        }

        var theirs = _held with { Inputs = As(_held.Inputs), Outputs = As(_held.Outputs) };
        var urn = ProviderUnderTest.Urn(Token, _provider.Called);
        var from = _provider.Log.Count;
        var read = await VerdictAsync(() => _provider.ReadAsync(Token, theirs));
        var warnings = _provider
            .Log.Skip(from)
            .Where(l => l.Severity == LogSeverity.Warning && l.Urn == urn && l.Text.Contains("destroy", StringComparison.OrdinalIgnoreCase))
            .Select(static l => l.Text)
            .ToList();
        var preview = warnings.Count > 0 ? new Verdict(string.Join('\n', warnings)) : read;
        var up = await VerdictAsync(async () =>
        {
            await _provider.DeleteInThisOperationAsync(Token, theirs);
            _held = null;
        });
        return await CellAsync(verb, preview, up);
    }

    // What preview refuses the server has to refuse, too, and the printed statements have to work for the role that they name.
    private async Task<RoleCell?> CellAsync(RoleVerb verb, Verdict preview, Verdict up)
    {
        var faults = new List<string>();
        foreach (var fix in RoleFix.In(preview.Error ?? "", _world.Shared.OwnerRole))
        {
            // A superuser's statements give a membership, which may be in the connecting role's own hands.
            if (fix.As is not null && await fix.FaultAsync(_world.Shared.Server, _world.Database, _login) is null)
            {
                faults.Add($"the connecting role itself can run: {fix.Statements}");
            }

            if (await fix.FaultAsync(_world.Shared.Server, _world.Database, fix.As) is { } fault)
            {
                faults.Add($"{fix.As ?? "a superuser"} cannot run: {fix.Statements}{fault}");
            }
        }

        return new(_role, _world.Shared.Server.Binaries.Major, Token, verb, preview, up) { Faults = faults };
    }

    private JsonObject As(JsonObject program) => Properties.With(program, "connection", _connection.DeepClone());

    private static async Task<Verdict> VerdictAsync(Func<Task> call)
    {
        try
        {
            await call();
            return Verdict.Passed;
        }
        catch (CallFailedException e)
        {
            return new(e.Message);
        }
    }
}

using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;
using NeonFlow.Testing.Postgres;
using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.Postgres;

public sealed class Database(PostgresServer server, string name)
{
    public PostgresServer Server { get; } = server;

    public string Name { get; } = name;

    public string Role => $"capture_{Name}";

    public string Place => $"127.0.0.1:{Server.Port}/{Name}";

    public PropertyValue.Map Connection => ConnectionAs(Server.SuperuserName, Server.SuperuserPassword);

    public PostgresAddress Address =>
        new(Server.Host, Server.Port, Name, Server.SuperuserName, TlsMode.Disable) { Password = Server.SuperuserPassword };

    public PropertyValue.Map ConnectionAs(
        string user,
        string password,
        string host = "127.0.0.1",
        int? port = null,
        string? database = null
    ) =>
        Map(
            ("host", host),
            ("port", (double)(port ?? Server.Port)),
            ("database", database ?? Name),
            ("user", user),
            ("password", Secret(password))
        );

    public Task ExecuteAsync(string sql) => Server.ExecuteAsync(sql.Replace("{role}", Role, StringComparison.Ordinal), Name);

    public Task<T?> ScalarAsync<T>(string sql) => Server.ScalarAsync<T>(sql.Replace("{role}", Role, StringComparison.Ordinal), Name);

    public Thing Grant(params string[] tables) =>
        New("Grant", ("role", Role), ("tables", List([.. tables.Select(static t => (PropertyValue)t)])));

    public Thing New(string kind, params (string Key, PropertyValue Value)[] inputs) =>
        new(this, kind, Map([("connection", Connection), .. inputs]));
}

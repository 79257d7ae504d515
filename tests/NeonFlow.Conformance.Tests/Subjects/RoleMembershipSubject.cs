using System.Text.Json.Nodes;

namespace NeonFlow.Conformance.Tests.Subjects;

internal sealed class RoleMembershipSubject(World world) : Subject(world)
{
    private string Readers => World.Name("readers");

    private string Reader => World.Name("reader");

    private bool HasOptions => World.Shared.Server.Binaries.Major >= 16;

    public override JsonObject Inputs => Of(admin: true, inherit: false, set: true);

    public override JsonObject Changed => Of(admin: false, inherit: true, set: false);

    public override string ImportId => $"{World.DatabaseId}/{Readers}/{Reader}";

    public override bool IsOfServer => true;

    public override Sources ReadsFrom => Sources.Postgres;

    public override IReadOnlyList<HandEdit> Edits =>
        [
            new("admin", "the right to grant it is revoked", () => World.SqlAsync($"REVOKE ADMIN OPTION FOR {Readers} FROM {Reader}")),
            .. HasOptions
                ? new HandEdit[]
                {
                    new("inherit", "it is inherited", () => World.SqlAsync($"GRANT {Readers} TO {Reader} WITH INHERIT TRUE")),
                    new("set", "SET ROLE is taken away", () => World.SqlAsync($"REVOKE SET OPTION FOR {Readers} FROM {Reader}")),
                }
                : [],
        ];

    public override IReadOnlyDictionary<string, string> Unobserved =>
        HasOptions
            ? base.Unobserved
            : new Dictionary<string, string> { ["inherit"] = "no option before PostgreSQL 16", ["set"] = "no option before PostgreSQL 16" };

    public override async Task PrepareAsync()
    {
        await World.SqlRoleAsync("reader");
        await World.AdminSqlAsync($"CREATE ROLE {Readers}; GRANT {Readers} TO {World.Shared.OwnerRole} WITH ADMIN OPTION");
    }

    public override Task VanishAsync() => World.AdminSqlAsync($"DROP OWNED BY {Reader}; DROP ROLE {Reader}");

    private JsonObject Of(bool admin, bool inherit, bool set)
    {
        var program = new JsonObject
        {
            ["connection"] = World.Connection,
            ["role"] = Readers,
            ["member"] = Reader,
            ["admin"] = admin,
        };
        if (HasOptions)
        {
            program["inherit"] = inherit;
            program["set"] = set;
        }

        return program;
    }
}

using Google.Protobuf.WellKnownTypes;

namespace NeonFlow.Benchmarks.Sql;

/// <summary>The SQL half of one pipeline, in the order of the component: watermarks table, grants, publication.</summary>
internal sealed class SqlPipeline
{
    private readonly string _role;
    private readonly int _number;
    private readonly IReadOnlyList<(SqlResource Resource, Struct Inputs)> _resources;

    public SqlPipeline(int number)
    {
        (_number, _role) = (number, $"capture_{number}");
        _resources =
        [
            (
                new("postgres:WatermarksTable", $"w{number}"),
                new Struct { Fields = { ["table"] = Value.ForString($"public.marks_{number}"), ["role"] = Value.ForString(_role) } }
            ),
            (new("postgres:Grant", $"g{number}"), SqlResource.Grant(_role, ["public.orders", "public.customers"])),
            (
                new("postgres:DefaultPrivileges", $"d{number}"),
                new Struct { Fields = { ["role"] = Value.ForString(_role), ["creators"] = SqlResource.List(["postgres"]) } }
            ),
            (
                new("postgres:Publication", $"p{number}"),
                SqlResource.Publication($"orders_{number}", ["public.orders", "public.customers", $"public.marks_{number}"])
            ),
        ];
    }

    public string CreateSql =>
        $"""
            BEGIN;
            CREATE TABLE public.marks_{_number} (slot text PRIMARY KEY, watermark text);
            GRANT SELECT, INSERT, UPDATE ON public.marks_{_number} TO {_role};
            GRANT USAGE ON SCHEMA public TO {_role};
            GRANT SELECT ON public.orders, public.customers TO {_role};
            ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {_role};
            CREATE PUBLICATION orders_{_number} FOR TABLE public.orders, public.customers, public.marks_{_number}
              WITH (publish_via_partition_root = true);
            COMMIT;
            """;

    public string ReadSql =>
        $"""
            SELECT relacl, relreplident FROM pg_class WHERE relname IN ('orders', 'customers', 'marks_{_number}');
            SELECT nspacl FROM pg_namespace WHERE nspname = 'public';
            SELECT * FROM pg_default_acl;
            SELECT * FROM pg_publication_tables WHERE pubname = 'orders_{_number}';
            """;

    public string DropSql =>
        $"""
            BEGIN;
            DROP PUBLICATION orders_{_number};
            ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE SELECT ON TABLES FROM {_role};
            REVOKE SELECT ON public.orders, public.customers FROM {_role};
            REVOKE USAGE ON SCHEMA public FROM {_role};
            DROP TABLE public.marks_{_number};
            COMMIT;
            """;

    public async Task UpAsync(ProviderProcess provider)
    {
        foreach (var (resource, inputs) in _resources)
        {
            await resource.UpAsync(provider, inputs);
        }
    }

    // The engine looks at all resources at once.
    public Task PlanAsync(ProviderProcess provider) => Task.WhenAll(_resources.Select(r => r.Resource.PlanAsync(provider, r.Inputs)));

    public async Task DestroyAsync(ProviderProcess provider)
    {
        foreach (var (resource, _) in _resources.Reverse())
        {
            await resource.DestroyAsync(provider);
        }
    }
}

using System.Globalization;
using NeonFlow.Testing;
using NeonFlow.Testing.Neon;
using NeonFlow.Testing.Postgres;
using Npgsql;

namespace NeonFlow.Cli.Demo;

/// <summary>
/// The shop whose database the demo and <c>neonflow local</c> begin with: customers, orders, payments, and an audit log without a primary
/// key.
/// </summary>
internal static class Shop
{
    public const string Database = "shop";

    public const string Project = "hidden-cell-763301";

    /// <summary>The address list of the project: in use, so that IP Allow matters.</summary>
    public static readonly string[] AllowedIps = ["203.0.113.7"];

    private const string Tables = """
        CREATE TABLE public.customers (
          id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, email text NOT NULL UNIQUE,
          joined timestamptz NOT NULL DEFAULT now());
        CREATE TABLE public.orders (
          id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id bigint NOT NULL REFERENCES public.customers,
          amount numeric(10,2) NOT NULL, state text NOT NULL DEFAULT 'open', placed timestamptz NOT NULL DEFAULT now());
        CREATE TABLE public.payments (
          id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, order_id bigint NOT NULL REFERENCES public.orders,
          amount numeric(10,2) NOT NULL, paid timestamptz NOT NULL DEFAULT now());
        CREATE TABLE public.audit_log (at timestamptz NOT NULL DEFAULT now(), line text NOT NULL);
        """;

    /// <summary>A local cloud with one project that has the empty shop.</summary>
    public static LocalCloudOptions Options(PostgresBinaries binaries) =>
        new()
        {
            Neon = new NeonCloudOptions { Binaries = binaries },
            Projects =
            [
                new ProjectSeed
                {
                    Id = Project,
                    Name = "shop",
                    Databases = [Database],
                    AllowedIps = AllowedIps,
                },
            ],
        };

    /// <summary>Makes the tables and fills them: as many orders as said, a third as many customers, half as many payments.</summary>
    public static async Task FillAsync(NeonProject project, string database, int orders, CancellationToken stop)
    {
        var customers = orders / 3;
        await project.ExecuteAsOwnerAsync(Tables, database, stop).ConfigureAwait(false);
        await project
            .ExecuteAsOwnerAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"""
                    INSERT INTO public.customers (name, email) SELECT 'customer ' || i, 'c' || i || '@shop.example'
                      FROM generate_series(1, {customers}) i;
                    INSERT INTO public.orders (customer_id, amount)
                      SELECT 1 + i % {customers}, (i % 500) + 0.99 FROM generate_series(1, {orders}) i;
                    INSERT INTO public.payments (order_id, amount) SELECT i, 1 FROM generate_series(1, {orders / 2}) i;
                    INSERT INTO public.audit_log (line) SELECT 'line ' || i FROM generate_series(1, 50) i;
                    ANALYZE public.customers, public.orders, public.payments;
                    """
                ),
                database,
                stop
            )
            .ConfigureAwait(false);
    }

    /// <summary>A number from the shop's database, asked as its administrator.</summary>
    public static async Task<long> CountAsync(NeonProject project, string sql, CancellationToken stop = default)
    {
        var connection = new NpgsqlConnection(project.AdminConnectionString(Database));
        await using (connection.ConfigureAwait(false))
        {
            await connection.OpenAsync(stop).ConfigureAwait(false);
            var command = new NpgsqlCommand(sql, connection);
            await using (command.ConfigureAwait(false))
            {
                return Convert.ToInt64(await command.ExecuteScalarAsync(stop).ConfigureAwait(false), CultureInfo.InvariantCulture);
            }
        }
    }
}

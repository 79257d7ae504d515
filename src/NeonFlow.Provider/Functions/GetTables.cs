using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Pipeline;
using NeonFlow.Provider.Resources.Postgres;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Functions;

/// <summary>Answers <c>postgres.getTables</c>.</summary>
internal sealed class GetTables(UpstreamClients upstreams) : Function<GetTablesArgs, GetTablesResult>
{
    private readonly DatabaseAccess _access = new(upstreams, "tables");

    public override GetTablesArgs Check(CheckContext<GetTablesArgs> context)
    {
        SqlChecks.Connection(context, context.Inputs.Connection);
        SqlChecks.Names(context, nameof(context.Inputs.Schemas), context.Inputs.Schemas);
        return context.Inputs;
    }

    public override async Task<GetTablesResult> InvokeAsync(GetTablesArgs args, OperationContext context)
    {
        var address = await _access.ResolveAsync(args.Connection, context.Stop);
        var tables = await _access.ReadAsync(
            args.Connection,
            address,
            (session, stop) => LookAsync(session, args.Schemas, stop),
            context.Stop
        );
        return new() { Database = address.Database, Tables = tables };
    }

    private static async Task<IReadOnlyList<CapturableTable>> LookAsync(
        PostgresSession session,
        IReadOnlyList<string>? schemas,
        CancellationToken stop
    )
    {
        var sizes = await session.ReadAsync(TableSize.Query(schemas), stop);
        IReadOnlyList<TableName> names = [.. sizes.Select(static s => s.Name)];
        var batch = new FactBatch();
        var server = batch.Add(ServerFacts.Query);
        var facts = TableFacts.Add(batch, names, null, null, session.ServerVersion, whole: true);
        var seen = batch.Add(CapturedTableFacts.Query(names, "", "", session.ServerVersion));
        await session.ReadAsync(batch, stop);
        return
        [
            .. sizes
                .Zip(facts(), seen.Rows)
                // One that was dropped between the two looks is not there any more.
                .Where(static t => t.Second.Exists)
                .Select(t =>
                    CapturableTable.Of(t.First, t.Second, t.Third, TablePreflight.Judge(server.FirstOrDefault!, t.Second, t.Third))
                ),
        ];
    }
}

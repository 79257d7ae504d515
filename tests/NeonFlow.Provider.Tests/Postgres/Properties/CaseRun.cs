using NeonFlow.Postgres;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Tests.Postgres.Properties;

/// <summary>
/// One case on a server: two ups with manual changes before and between, and a destroy. A second database has the manual changes alone.
/// </summary>
/// <param name="db">The database of the program.</param>
/// <param name="twin">Another one, in which nobody but people works.</param>
/// <param name="names">The names.</param>
/// <param name="generated">The case.</param>
/// <param name="upstreams">Sessions that all operations use.</param>
internal sealed class CaseRun(Database db, Database twin, Names names, Case generated, UpstreamClients upstreams)
{
    private const string State = "state-of-dev";

    private readonly List<(string Key, Thing Thing)> _made = [];

    /// <summary>Resources that an up was asked for.</summary>
    public int Asked { get; private set; }

    /// <summary>Of them those that it did not refuse.</summary>
    public int Fulfilled { get; private set; }

    public async Task RunAsync()
    {
        await ByHandAsync(Reset(names));
        await ByHandAsync(string.Concat(Names.Schemas.Select(static s => $"CREATE SCHEMA {Identifier.Quote(s)};")));
        await ByHandAsync(string.Concat(generated.Tables.Select(static t => t.Create)));
        await ByHandAsync(string.Concat(generated.Before.Select(Sql)));
        await UpAsync(generated.First);
        await ByHandAsync(string.Concat(generated.Between.Select(Sql)));
        // An identity that a publication needs is not set back under it, so it stays in the program.
        await UpAsync([.. generated.Then, .. generated.First.OfType<DesiredIdentity>()]);
        await DestroyAsync(_ => true);
        Assert.Equal(await Snapshot.OfAsync(twin), await Snapshot.OfAsync(db));
    }

    /// <summary>Takes away everything that a case may have left.</summary>
    public static string Reset(Names names) =>
        $"""
            DROP PUBLICATION IF EXISTS {DesiredPublication.Name};
            {string.Concat(Names.Schemas.Select(static s => $"DROP SCHEMA IF EXISTS {Identifier.Quote(s)} CASCADE;"))}
            DROP OWNED BY {Identifier.Quote(names.Reader)}, {Identifier.Quote(names.Other)}, {Identifier.Quote(names.Maker)};
            SELECT lo_unlink(oid) FROM pg_largeobject_metadata;
            """;

    private static int Order(DesiredResource resource) =>
        resource switch
        {
            DesiredIdentity => 0,
            DesiredPublication => 2,
            _ => 1,
        };

    private string Sql(ManualChange work) => work.Sql(generated.Tables, names);

    private async Task ByHandAsync(string sql)
    {
        if (sql.Length > 0)
        {
            await db.ExecuteAsync(sql);
            await twin.ExecuteAsync(sql);
        }
    }

    private async Task UpAsync(IReadOnlyList<DesiredResource> program)
    {
        IReadOnlyList<DesiredResource> resources = [.. program.DistinctBy(static w => w.Key).OrderBy(Order)];
        var before = await Snapshot.OfAsync(db);
        var things = resources.Select(w => (Resource: w, Thing: ThingOf(w))).ToList();
        var previews = await AllAsync(things, static t => t.PreviewAsync());
        Assert.Equal(before, await Snapshot.OfAsync(db));
        var ups = await AllAsync(things, static t => t.UpAsync());
        foreach (var ((resource, _), preview, up) in things.Zip(previews, ups))
        {
            Assert.True(IsRefused(preview) == IsRefused(up), $"{resource}\npreview: {Refusal(preview)}\nup: {Refusal(up)}");
        }

        if (ups.All(IsRefused))
        {
            Assert.Equal(before, await Snapshot.OfAsync(db));
        }

        var fulfilled = things.Where((_, i) => !IsRefused(ups[i])).ToList();
        (Asked, Fulfilled) = (Asked + things.Count, Fulfilled + fulfilled.Count);
        _made.AddRange(fulfilled.Where(f => _made.All(m => m.Key != f.Resource.Key)).Select(static f => (f.Resource.Key, f.Thing)));
        await DestroyAsync(key => resources.All(w => w.Key != key));
        foreach (var ((resource, _), again) in fulfilled.Zip(await AllAsync(fulfilled, static t => t.PreviewAsync())))
        {
            Assert.True(await db.ScalarAsync<bool>($"select {resource.Holds(generated.Tables, names)}"), $"{resource} is not fulfilled");
            Assert.True(
                again is { Error: null, Changes: [] },
                $"{resource} is not unchanged: {string.Join(", ", again.Changes)} {again.Error}"
            );
        }
    }

    private Thing ThingOf(DesiredResource resource) =>
        (_made.Find(m => m.Key == resource.Key).Thing ?? db.New(resource.Kind).As(resource.Key)).With(
            resource.Inputs(generated.Tables, names)
        );

    // One operation of the engine: one process for all resources.
    private async Task<IReadOnlyList<Outcome>> AllAsync(
        IReadOnlyList<(DesiredResource Resource, Thing Thing)> things,
        Func<Thing, Task<Outcome>> work
    )
    {
        var operation = Operation.Begin(State, upstreams: upstreams);
        var outcomes = new List<Outcome>();
        foreach (var (_, thing) in things)
        {
            outcomes.Add(await work(thing.In(operation)));
        }

        return outcomes;
    }

    private async Task DestroyAsync(Predicate<string> which)
    {
        var operation = Operation.Begin(State, upstreams: upstreams);
        // A publication goes before the identities that it needs, which would stay else.
        foreach (
            var (key, thing) in Enumerable
                .Reverse(_made)
                .Where(m => which(m.Key))
                .OrderBy(static m => m.Key != DesiredPublication.Resource)
                .ToList()
        )
        {
            var destroyed = await thing.In(operation).DestroyAsync();
            Assert.True(destroyed.Error is null, $"destroy of {key}: {destroyed.Error}");
            _made.RemoveAll(m => m.Key == key);
        }
    }

    private static bool IsRefused(Outcome outcome) => outcome.Error is not null || outcome.Problems.Count > 0;

    private static string Refusal(Outcome outcome) => $"{outcome.Error} {string.Join(' ', outcome.Problems)}";
}

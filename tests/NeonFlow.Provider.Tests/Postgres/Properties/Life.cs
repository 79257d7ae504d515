using NeonFlow.Postgres;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Tests.Postgres.Properties;

/// <summary>
/// One case on a server: two ups with hand work before and between, and a destroy. A second database has the hand work alone.
/// </summary>
/// <param name="db">The database of the program.</param>
/// <param name="twin">Another one, in which nobody but people works.</param>
/// <param name="names">The names.</param>
/// <param name="life">The case.</param>
/// <param name="upstreams">Sessions that all operations use.</param>
internal sealed class Life(Database db, Database twin, Names names, Case life, UpstreamClients upstreams)
{
    private const string State = "state-of-dev";

    private readonly List<(string Key, Thing Thing)> _made = [];

    public async Task RunAsync()
    {
        await ByHandAsync(Reset(names));
        await ByHandAsync(string.Concat(Names.Schemas.Select(static s => $"CREATE SCHEMA {Identifier.Quote(s)};")));
        await ByHandAsync(string.Concat(life.Tables.Select(static t => t.Create)));
        await ByHandAsync(string.Concat(life.Before.Select(Sql)));
        await UpAsync(life.First);
        await ByHandAsync(string.Concat(life.Between.Select(Sql)));
        // An identity that a publication needs is not set back under it, so it stays in the program.
        await UpAsync([.. life.Then, .. life.First.OfType<IdentityWish>()]);
        await DestroyAsync(_ => true);
        Assert.Equal(await Snapshot.OfAsync(twin), await Snapshot.OfAsync(db));
    }

    /// <summary>Takes away everything that a case may have left.</summary>
    public static string Reset(Names names) =>
        $"""
            DROP PUBLICATION IF EXISTS {PublicationWish.Name};
            {string.Concat(Names.Schemas.Select(static s => $"DROP SCHEMA IF EXISTS {Identifier.Quote(s)} CASCADE;"))}
            DROP OWNED BY {Identifier.Quote(names.Reader)}, {Identifier.Quote(names.Other)}, {Identifier.Quote(names.Maker)};
            SELECT lo_unlink(oid) FROM pg_largeobject_metadata;
            """;

    private static int Order(Wish wish) =>
        wish switch
        {
            IdentityWish => 0,
            PublicationWish => 2,
            _ => 1,
        };

    private string Sql(HandWork work) => work.Sql(life.Tables, names);

    private async Task ByHandAsync(string sql)
    {
        if (sql.Length > 0)
        {
            await db.ExecuteAsync(sql);
            await twin.ExecuteAsync(sql);
        }
    }

    private async Task UpAsync(IReadOnlyList<Wish> program)
    {
        IReadOnlyList<Wish> wishes = [.. program.DistinctBy(static w => w.Key).OrderBy(Order)];
        var before = await Snapshot.OfAsync(db);
        var things = wishes.Select(w => (Wish: w, Thing: ThingOf(w))).ToList();
        var previews = await AllAsync(things, static t => t.PreviewAsync());
        Assert.Equal(before, await Snapshot.OfAsync(db));
        var ups = await AllAsync(things, static t => t.UpAsync());
        foreach (var ((wish, _), preview, up) in things.Zip(previews, ups))
        {
            Assert.True(IsRefused(preview) == IsRefused(up), $"{wish}\npreview: {Refusal(preview)}\nup: {Refusal(up)}");
        }

        if (ups.All(IsRefused))
        {
            Assert.Equal(before, await Snapshot.OfAsync(db));
        }

        var fulfilled = things.Where((_, i) => !IsRefused(ups[i])).ToList();
        _made.AddRange(fulfilled.Where(f => _made.All(m => m.Key != f.Wish.Key)).Select(static f => (f.Wish.Key, f.Thing)));
        await DestroyAsync(key => wishes.All(w => w.Key != key));
        foreach (var ((wish, _), again) in fulfilled.Zip(await AllAsync(fulfilled, static t => t.PreviewAsync())))
        {
            Assert.True(await db.ScalarAsync<bool>($"select {wish.Holds(life.Tables, names)}"), $"{wish} is not fulfilled");
            Assert.True(
                again is { Error: null, Changes: [] },
                $"{wish} is not unchanged: {string.Join(", ", again.Changes)} {again.Error}"
            );
        }
    }

    private Thing ThingOf(Wish wish) =>
        (_made.Find(m => m.Key == wish.Key).Thing ?? db.New(wish.Kind).As(wish.Key)).With(wish.Inputs(life.Tables, names));

    // One operation of the engine: one process for all resources.
    private async Task<IReadOnlyList<Outcome>> AllAsync(IReadOnlyList<(Wish Wish, Thing Thing)> things, Func<Thing, Task<Outcome>> work)
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
                .OrderBy(static m => m.Key != PublicationWish.Resource)
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

using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.Postgres;

/// <summary>A statement that the server does not carry out: an event trigger stands in for what else keeps it from that.</summary>
[Collection("databases")]
public sealed class RefusedStatementTests(DatabaseFixture fixture)
{
    [Theory]
    [InlineData("RAISE EXCEPTION 'refused by a policy'", "NF3016", "CREATE PUBLICATION \"shop_pub\"")]
    [InlineData("RAISE lock_not_available", "NF3015", "pg_stat_activity")]
    [InlineData("INSERT INTO public.ends VALUES (1)", "NF3028", "pulumi up")]
    public async Task The_cause_is_told_and_nothing_is_made(string refusal, string code, string fix)
    {
        var db = await fixture.DatabaseAsync(
            "CREATE TABLE public.ends (id int)",
            "CREATE FUNCTION public.end_session() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                + "PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$",
            "CREATE CONSTRAINT TRIGGER ends AFTER INSERT ON public.ends DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
                + "EXECUTE FUNCTION public.end_session()",
            $"CREATE FUNCTION public.refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN {refusal}; END $$",
            "CREATE EVENT TRIGGER refuse ON ddl_command_end WHEN TAG IN ('CREATE PUBLICATION') EXECUTE FUNCTION public.refuse()"
        );
        var outcome = await db.New("Publication", ("name", "shop_pub")).UpAsync();
        Assert.Contains(code, outcome.Error, StringComparison.Ordinal);
        Assert.Contains(fix, outcome.Error, StringComparison.Ordinal);
        Assert.Equal(0L, await db.ScalarAsync<long>("select count(*) from pg_publication"));
    }
}

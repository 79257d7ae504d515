using NeonFlow.Postgres;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Resources.Postgres;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;
using static NeonFlow.Provider.Tests.Postgres.Ownership;

namespace NeonFlow.Provider.Tests.Postgres;

/// <summary>What a plan takes away, what of it waits for captures, and what stays for others.</summary>
public sealed class SqlPlanTests
{
    private static readonly OwnershipMark Here = Mark("Capture", "here");
    private static readonly OwnershipMark Also = Mark("Capture", "also");
    private static readonly OwnershipMark There = Mark("Capture", "there", "another");

    private static TableName Table(string name) => new("public", name);

    private static Owned Right(string table) => Owned.OnTable("SELECT", Table(table), "capture");

    private static Owned Reads(string table) => Owned.Reading(Table(table), "capture", "pub", "slot");

    private static SqlPlan Settled(SqlOwnership ownership, IReadOnlySet<Owned>? wanted = null, params Owned[] added)
    {
        var plan = new SqlPlan();
        plan.Settle(ownership, wanted ?? new HashSet<Owned>(), added, static _ => true, static _ => null, Revoke);
        return plan;
    }

    private static IEnumerable<string> Revoke(IReadOnlyList<Owned> items) => items.Select(static i => $"REVOKE {i.Relation}");

    [Fact]
    public void What_is_not_wanted_any_more_is_taken_away_in_the_order_of_its_text()
    {
        var plan = Settled(Of([Right("b"), Right("a"), Right("c")]), new HashSet<Owned> { Right("c"), Right("d") }, Right("d"));
        Assert.Equal(["REVOKE a", "REVOKE b"], plan.Statements);
        Assert.Equal([Right("a"), Right("b")], plan.Revoked);
        Assert.Equal([Right("c"), Right("d")], plan.Owned);
        Assert.Empty(plan.Waiting);
        Assert.Empty(plan.Left);
    }

    [Fact]
    public void What_is_not_there_any_more_is_not_taken_away()
    {
        var plan = new SqlPlan();
        plan.Settle(Of([Right("a")]), new HashSet<Owned>(), [], static _ => false, static _ => null, Revoke);
        Assert.Empty(plan.Statements);
    }

    [Fact]
    public void What_another_resource_has_too_stays_and_is_owned_where_it_is_wanted()
    {
        var ownership = Of([Right("a"), Right("b")], Account(Mark("Grant", "other"), Right("a"), Right("b"), Right("c"), Right("d")));
        // Nobody lists e, so that it is not this resource's to take away.
        var plan = Settled(ownership, new HashSet<Owned> { Right("c"), Right("e") });
        Assert.Empty(plan.Statements);
        Assert.Equal(
            [
                "SELECT ON TABLE public.a TO capture and SELECT ON TABLE public.b TO capture stay: Grant other of this "
                    + "program wants them too.",
            ],
            plan.Left
        );
        Assert.Equal([Right("c")], plan.Owned);
    }

    [Fact]
    public void What_another_stack_has_goes_by_hand_where_that_is_gone_unless_a_third_has_it_or_a_capture_reads_it()
    {
        var gone = Account(Mark("Grant", "gone", "another"), Right("a"), Right("b"), Right("c"));
        var third = Account(Mark("Grant", "third", "third"), Right("b"));
        var plan = Settled(Of([Right("a"), Right("b"), Right("c")], gone, third, Account(There, Reads("c"))));
        Assert.Empty(plan.Statements);
        Assert.Equal(2, plan.Left.Count());
        var name = Marks.NameOf(Mark("Grant", "gone", "another"));
        Assert.Equal($"Where {name} is gone: SELECT pg_catalog.lo_unlink(1); REVOKE a;", plan.Left.Last());
    }

    [Fact]
    public void What_a_capture_of_this_state_reads_through_waits_for_it()
    {
        var plan = Settled(Of([Right("a"), Right("b")], Account(Here, Reads("a"))));
        Assert.Equal(["REVOKE b"], plan.Statements);
        Assert.Equal(["REVOKE a"], plan.Waiting);
        Assert.Equal([Right("b")], plan.Revoked);
        Assert.Equal([Right("a")], plan.Read);
        Assert.Equal([Right("a")], plan.Listed);
        Assert.Equal([Here], plan.Readers);
        Assert.Equal(
            ["REVOKE b;", "-- once Capture here of this program does not read it any more:", "REVOKE a;"],
            plan.ToPlan(Marks.Own).Steps
        );
        Assert.Equal(["REVOKE b;", "REVOKE a;"], plan.ToPlan(Marks.Own, isAfterwards: true).Steps);
        Assert.Equal(
            [
                "Capture here of this program still reads it. What waits for that runs once this operation has changed or deleted the "
                    + "capture; where it does not, it is left to you: REVOKE a;",
            ],
            plan.Left
        );
    }

    [Fact]
    public void An_account_lists_what_waits_beside_what_is_owned_in_the_order_of_their_text()
    {
        var plan = Settled(
            Of([Right("b"), Right("c"), Right("a")], Account(Here, Reads("b"))),
            new HashSet<Owned> { Right("a"), Right("c") }
        );
        Assert.Equal([Right("a"), Right("b"), Right("c")], plan.Listed);
    }

    [Fact]
    public void Two_captures_are_named_and_the_two_statements_that_wait_for_them()
    {
        var plan = Settled(Of([Right("a"), Right("b")], Account(Here, Reads("a")), Account(Also, Reads("b"))));
        Assert.Equal(
            "-- once Capture here of this program and Capture also of this program do not read it any more:",
            plan.ToPlan(Marks.Own).Steps[0]
        );
        Assert.StartsWith(
            "Capture here of this program and Capture also of this program still read it.",
            plan.Left.Single(),
            StringComparison.Ordinal
        );
        Assert.EndsWith(": REVOKE a; REVOKE b;", plan.Left.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_capture_of_another_state_reads_through_stays_for_it()
    {
        var plan = Settled(Of([Right("a"), Right("b"), Right("c")], Account(There, Reads("a"), Reads("b"))));
        Assert.Equal(["REVOKE c"], plan.Statements);
        Assert.Empty(plan.Waiting);
        Assert.Empty(plan.Readers);
        Assert.Equal([Right("a"), Right("b")], plan.Read.Order());
        Assert.Equal(
            [
                "SELECT ON TABLE public.a TO capture and SELECT ON TABLE public.b TO capture stay until Capture there of a stack dev of "
                    + "project shop that has another state does not read them any more",
                "Nothing takes that away then but you: REVOKE a; REVOKE b;",
            ],
            plan.Left
        );
        var one = Settled(Of([Right("a")], Account(There, Reads("a"))));
        Assert.Contains("public.a TO capture stays until", one.Staying.Single(), StringComparison.Ordinal);
        Assert.EndsWith("does not read it any more", one.Staying.Single(), StringComparison.Ordinal);
        Assert.Equal(one.Staying, one.ToPlan(Marks.Own).Impact);
    }

    [Fact]
    public void What_a_role_gave_on_or_may_not_be_taken_is_a_failure_also_where_it_waits()
    {
        var given = Settled(Of([Right("given")]));
        Assert.Equal(PostgresDiagnostics.Dependents, Assert.Single(given.Failures).Code);
        Assert.Equal("-- as capture:\nREVOKE SELECT ON TABLE \"public\".\"given\" FROM \"friend\";", given.Failures[0].Fix);
        Assert.Single(Settled(Of([Right("given")], Account(Here, Reads("given")))).Failures);
        var plan = new SqlPlan();
        var refusal = new Diagnostic(PostgresDiagnostics.NotOurs, "", "no");
        plan.Settle(Of([Right("given")]), new HashSet<Owned>(), [], static _ => true, _ => refusal, Revoke);
        Assert.Equal([refusal], plan.Failures);
    }

    [Fact]
    public void A_plan_that_fails_does_nothing()
    {
        var plan = Settled(Of([Right("a"), Right("given")], Account(Here, Reads("a"))));
        Assert.Same(plan, plan.Close());
        Assert.Empty(plan.Statements.Concat(plan.Waiting));
        Assert.Empty(plan.Readers);
        var fine = Settled(Of([Right("a"), Right("b")], Account(Here, Reads("a")))).Close();
        Assert.Equal((1, 1, 1), (fine.Statements.Count, fine.Waiting.Count, fine.Readers.Count));
    }

    [Fact]
    public void An_object_is_dropped_once_nobody_reads_it()
    {
        static SqlPlan Dropped(params OwnershipMark[] readers)
        {
            var plan = new SqlPlan();
            plan.Drop(Of([]), readers, "publication orders", "DROP PUBLICATION orders");
            return plan;
        }

        Assert.Equal(["DROP PUBLICATION orders"], Dropped().Statements);
        Assert.Equal(["DROP PUBLICATION orders"], Dropped(Here).Waiting);
        Assert.Empty(Dropped(Here).Statements);
        Assert.Equal([Here, Also], Dropped(Here, Also).Readers);
        var other = Dropped(Here, There);
        Assert.Empty(other.Statements.Concat(other.Waiting));
        Assert.Equal(
            [
                "publication orders stays until Capture there of a stack dev of project shop that has another state does not "
                    + "read it any more",
                "Nothing takes that away then but you: DROP PUBLICATION orders;",
            ],
            other.Left
        );
    }

    [Fact]
    public void The_printed_form_has_notes_and_no_id_of_a_making()
    {
        var plan = new SqlPlan();
        plan.Statements.Add($"COMMENT ON TABLE t IS '{Marks.Own}'");
        plan.Notes.Add("locks the table");
        var printed = plan.ToPlan(Marks.Own);
        Assert.Equal([$"COMMENT ON TABLE t IS '{Marks.Own.Resource.TrimEnd()}';"], printed.Steps);
        Assert.Equal(["locks the table"], printed.Impact);
    }
}

using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline;

/// <summary>
/// Judges, before anything is touched, whether a capture would run: facts of the database + the program's other resources -> rules.
/// </summary>
public static class CapturePreflight
{
    /// <summary>The codes of all rules, in the order of the rules.</summary>
    public static IReadOnlyList<DiagnosticCode> RuleCodes { get; } = [.. CaptureRules.All.Select(static r => r.Code)];

    /// <summary>
    /// The pure verdict: every finding once, nothing that the program is about to put right, nothing that follows from what cannot be known
    /// yet.
    /// </summary>
    public static PreflightVerdict Judge(CaptureSituation situation)
    {
        if (situation.Subject is { OnLoss: LossPolicy.Backfill, IsLossOpen: false } subject)
        {
            // What up captures again has lost nothing, except in a mode that brings back no row.
            var losses = LossesOf(Find(situation with { Assumed = situation.NotAwaited }));
            var healed = CaptureLoss.Of(losses, b => subject.OnlyChanges.Contains(CaptureLoss.TableOf(b)) ? null : b);
            var after = subject.Without([.. healed.SelectMany(static l => l.Bindings!)]) with { OnLoss = LossPolicy.Fail };
            return Judge(situation with { Subject = after }) with { Losses = losses, Healed = healed };
        }

        var withheld = ByInputs(situation);
        var now = Find(situation, ref withheld);
        var awaited = situation with { Assumed = situation.NotAwaited };
        var found = situation.NotAwaited.Count == 0 ? now : Find(awaited, ref withheld);
        var failures = Together(found.Where(static f => f.Weight == Weight.Failure), situation.Subject);
        var warnings = Together(found.Where(static f => f.Weight == Weight.Warning), situation.Subject);

        var vanished = now.Where(f => !found.Contains(f)).ToList();
        if (vanished.Count > 0)
        {
            failures.Add(
                ProgramFindings.NotAwaited(
                    situation.Subject,
                    vanished,
                    Causes(situation.NotAwaited, r => !Find(situation with { Assumed = [r] }).IsSupersetOf(vanished))
                )
            );
        }

        IReadOnlyList<Finding> After(IReadOnlyList<ProgramResource> deleted) =>
            [.. Find(awaited with { Deleted = deleted }).Where(f => !found.Contains(f))];
        var missed = situation.NotRegistered.Count == 0 ? [] : After(situation.NotRegistered);
        if (missed.Count > 0)
        {
            warnings.Add(ProgramFindings.Absent(missed, Causes(situation.NotRegistered, r => After([r]).Count > 0)));
        }

        return new PreflightVerdict(failures, warnings)
        {
            Losses = LossesOf(found),
            Notes = Together(found.Where(static f => f.Weight == Weight.Note), situation.Subject),
            NotJudged = NotJudged(situation, withheld),
        };
    }

    private static IReadOnlyList<CaptureLoss> LossesOf(IEnumerable<Finding> found) =>
        [
            .. found
                .Where(static f => f.Lost.Count > 0)
                .Select(static f => new CaptureLoss
                {
                    Code = f.Diagnostic.Code.Id,
                    Message = f.Diagnostic.Message,
                    Bindings = f.Lost,
                }),
        ];

    private static HashSet<Finding> Find(CaptureSituation situation)
    {
        var ignored = CaptureAspects.None;
        return [.. Find(situation, ref ignored)];
    }

    private static List<Finding> Find(CaptureSituation situation, ref CaptureAspects withheld)
    {
        var unknown = situation.NotKnown.Aggregate(CaptureAspects.None, static (all, n) => all | n.Aspects);
        var then = situation with { Facts = situation.Facts?.Without(situation.Gone, situation.Subject) };
        var byInputs = ByInputs(situation);
        var found = new List<Finding>();
        // What an input of the capture leaves open is not even asked: a name that is not known is empty.
        foreach (var rule in CaptureRules.All.Where(r => (r.RestsOn & byInputs) == CaptureAspects.None))
        {
            var because = rule.RestsOn & unknown;
            foreach (var finding in rule.Judge(then))
            {
                if (because == CaptureAspects.None)
                {
                    var isAcceptable = rule.AcceptanceFor(situation.Subject) == LossAcceptance.Always && !finding.Stops;
                    found.Add(finding.Under(situation.Subject, isAcceptable, rule.IsHealedByBackfill));
                }
                else
                {
                    withheld |= because;
                }
            }
        }

        found.AddRange(Remembered(situation.Subject, found));
        return found;
    }

    // What was seen of a loss earlier stays a finding after its cause is repaired, until the tables are captured again.
    private static IEnumerable<Finding> Remembered(CaptureSubject subject, IReadOnlyList<Finding> now)
    {
        var unhealed = subject.Unhealed.ToHashSet(StringComparer.Ordinal);
        foreach (var losses in CaptureLoss.Of(subject.Losses, b => unhealed.Contains(b) ? b : null).GroupBy(static l => l.Code))
        {
            var told = now.Where(f => f.Diagnostic.Code.Id == losses.Key).SelectMany(static f => f.Lost).ToHashSet();
            var lost = losses.SelectMany(static l => l.Bindings!).Where(b => !told.Contains(b)).ToHashSet();
            if (lost.Count == 0 || CaptureRules.All.FirstOrDefault(r => r.Code.Id == losses.Key) is not { } rule)
            {
                continue;
            }

            var tables = subject.Tables.Where(t => t.Lost.Any(lost.Contains)).ToList();
            var isAcceptable = rule.AcceptanceFor(subject) != LossAcceptance.Never;
            var names = lost.Select(CaptureLoss.TableOf).Order(StringComparer.Ordinal).ToList();
            var seen = losses.Where(l => l.Bindings!.Any(lost.Contains)).Select(static l => $"{l.Message} (seen {l.Since})").Distinct();
            yield return new Diagnostic(
                rule.Code,
                lost.Count == 1 && tables.Count == 1 ? tables[0].Path : subject.TablesPath,
                $"What happened before the repair is lost for {TextList.And(names)}, not captured again since. {string.Join(' ', seen)}"
            )
            {
                // Counters of single tables are for those that the program names.
                Fix =
                    (lost.Count < subject.Bindings.Count && lost.Count == tables.Count ? subject.Backfill(tables) : subject.Backfill())
                    + (isAcceptable && subject.OnLoss != LossPolicy.Accept ? "   // or OnLoss = LossPolicy.Accept, to go on without" : ""),
            }
                .Losing([.. lost])
                .Under(subject, isAcceptable, isHealed: true);
        }
    }

    // One cause is one finding: the same thing about several tables is said once, with all its SQL.
    private static List<Diagnostic> Together(IEnumerable<Finding> found, CaptureSubject subject)
    {
        var tables = subject.Tables.GroupBy(static t => t.Path).ToDictionary(static g => g.Key, static g => g.First().Name.ToString());
        return
        [
            .. found
                .GroupBy(f =>
                    (
                        f.Diagnostic.Code,
                        tables.TryGetValue(f.Diagnostic.Path, out var table)
                            ? f.Diagnostic.Message.Replace(table, "", StringComparison.Ordinal)
                            : f.Diagnostic.Path + f.Diagnostic.Message
                    )
                )
                .Select(group =>
                {
                    var first = group.First().Diagnostic;
                    var others = group
                        .Select(static f => f.Diagnostic.Path)
                        .Where(p => p != first.Path)
                        .Distinct()
                        .Select(p => p.EndsWith(tables[p], StringComparison.Ordinal) ? tables[p] : $"{tables[p]} ({p})")
                        .ToList();
                    return first with
                    {
                        Message = others.Count == 0 ? first.Message : $"{first.Message} The same holds for {TextList.And(others)}.",
                        Fix = subject.WithBackfill(
                            others.Count == 0
                                ? first.Fix
                                : string.Join("\n", group.SelectMany(static f => (f.Diagnostic.Fix ?? "").Split('\n')).Distinct()),
                            [.. group.SelectMany(static f => f.Again)]
                        ),
                    };
                }),
        ];
    }

    private static IReadOnlyList<string> Causes(IReadOnlyList<ProgramResource> all, Func<ProgramResource, bool> matters)
    {
        var causes = all.Where(matters).Select(static r => r.Name).Distinct().ToList();
        return causes.Count > 0 ? causes : [.. all.Select(static r => r.Name).Distinct()];
    }

    private static CaptureAspects ByInputs(CaptureSituation situation) =>
        situation.UnknownInputs.Where(static n => n.Always).Aggregate(CaptureAspects.None, static (all, n) => all | n.Aspects);

    private static string? NotJudged(CaptureSituation situation, CaptureAspects withheld)
    {
        if (withheld == CaptureAspects.None)
        {
            return null;
        }

        // What an input of the capture explains needs no other reason.
        var explained = ByInputs(situation);
        var inputs = situation
            .NotKnown.Where(n => (n.Aspects & (n.Always ? withheld : withheld & ~explained)) != CaptureAspects.None)
            .Select(static n => n.Input)
            .Distinct()
            .ToList();
        return $"not judged: {Aspects.Say(withheld)}, because {TextList.And(inputs)} "
            + $"{(inputs.Count == 1 ? "is not known until it is made" : "are not known until they are made")}";
    }
}

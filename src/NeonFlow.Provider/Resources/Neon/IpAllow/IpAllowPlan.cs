using System.Text.Json.Nodes;
using NeonFlow.Neon;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Neon.IpAllow;

/// <summary>What has to be done for <see cref="IpAllow"/>: from the list as it is to the list as it should be.</summary>
internal static class IpAllowPlan
{
    /// <summary>The list to be sent, or null where it is right already.</summary>
    /// <param name="desired">As it should be.</param>
    /// <param name="current">As it was saved; null for a new one.</param>
    /// <param name="now">The list as it is.</param>
    /// <param name="needed">Entries that other resources of the program let in.</param>
    /// <param name="held">Entries by which captures get in that have not let go of them.</param>
    public static AllowedIps? To(
        IpAllow desired,
        IpAllow? current,
        AllowedIps now,
        IReadOnlyList<string> needed,
        IReadOnlyList<string>? held = null
    )
    {
        var wanted = desired.Entries.Select(Canonical).ToList();
        var protectedOnly = desired.ProtectedBranchesOnly ?? now.ProtectedBranchesOnly;
        IReadOnlyList<string> list;
        if (desired.Mode == IpAllowMode.Exclusive)
        {
            list = [.. wanted, .. now.Ips.Where(e => Has(held, e) && !Has(wanted, e))];
        }
        else if (StaysOpen(desired, current, now))
        {
            list = now.Ips;
        }
        else
        {
            var there = IsEmptied(current, now) ? current!.Before ?? [] : now.Ips;
            // Entries of others keep their spelling; of ours, those no longer wanted go.
            var dropped = (current?.Owned ?? [])
                .Select(Canonical)
                .Except(wanted, StringComparer.Ordinal)
                .Where(e => !Has(needed, e) && !Has(held, e))
                .ToHashSet(StringComparer.Ordinal);
            var kept = there.Where(e => !dropped.Contains(Canonical(e))).ToList();
            list = [.. kept, .. wanted.Except(kept.Select(Canonical), StringComparer.Ordinal)];
        }

        return Same(list, now.Ips) && protectedOnly == now.ProtectedBranchesOnly
            ? null
            : new() { Ips = list, ProtectedBranchesOnly = protectedOnly };
    }

    /// <summary>The list without what this resource put there; null where nothing has to be done.</summary>
    /// <param name="state">As it was saved.</param>
    /// <param name="now">The list as it is.</param>
    /// <param name="needed">Entries that other resources of the program let in.</param>
    public static AllowedIps? Away(IpAllow state, AllowedIps now, IReadOnlyList<string> needed)
    {
        IReadOnlyList<string> list =
            state.Mode == IpAllowMode.Exclusive
                ?
                [
                    .. state.Before ?? [],
                    .. state.Before is { Count: > 0 } before ? now.Ips.Where(e => Has(needed, e) && !Has(before, e)) : [],
                ]
                : [.. now.Ips.Where(e => Has(needed, e) || (!Has(state.Owned, e) && !(state.Adopt == true && Has(state.Entries, e))))];
        return Same(list, now.Ips) ? null : new() { Ips = list, ProtectedBranchesOnly = now.ProtectedBranchesOnly };
    }

    /// <summary>Entries of this resource that the program does not want any more, as far as they are on the list.</summary>
    public static IReadOnlyList<string> Leaving(IpAllow desired, IpAllow? current, AllowedIps now) =>
        StaysOpen(desired, current, now) ? [] : [.. (current?.Owned ?? []).Where(e => Has(now.Ips, e) && !Has(desired.Entries, e))];

    /// <summary>Addresses of a data plane that a list refuses, once what a program does to it is done.</summary>
    /// <param name="addresses">The list as it is, and the addresses.</param>
    /// <param name="gone">Resources whose entries are taken away, as they were saved.</param>
    /// <param name="made">Resources that are made or changed, each with what was saved of it; null: it is new.</param>
    public static IReadOnlyList<string> ShutOut(
        AddressList addresses,
        IEnumerable<IpAllow> gone,
        IReadOnlyList<(IpAllow Desired, IpAllow? Saved)> made
    )
    {
        var list = addresses.Now;
        foreach (var leaving in gone)
        {
            list = Away(leaving, list, []) ?? list;
        }
        IReadOnlyList<string> needed = [.. made.SelectMany(static m => m.Desired.Entries)];
        foreach (var (desired, saved) in made)
        {
            list = To(desired, saved, list, needed) ?? list;
        }
        return list.Ips.Count == 0 || (list.ProtectedBranchesOnly && !addresses.IsProtected)
            ? []
            : AllowedIpEntry.NotLetIn(addresses.Blocks, list.Ips);
    }

    /// <summary>Whether taking it away opens a project that was not open before, without anybody having said so.</summary>
    public static bool OpensUnasked(IpAllow state, AllowedIps now, AllowedIps next) =>
        next.Ips.Count == 0 && now.Ips.Count > 0 && state.Before is { Count: > 0 } && state.OpenToAll != true;

    /// <summary>The state after the list was sent.</summary>
    /// <param name="desired">As it should be.</param>
    /// <param name="current">As it was saved; null for a new one.</param>
    /// <param name="now">The list as it was before.</param>
    /// <param name="shared">Entries on the list that another resource of the program put there: each of them takes them away, unless
    /// another one needs them still.</param>
    public static IpAllow PredictState(IpAllow desired, IpAllow? current, AllowedIps now, IReadOnlyList<string> shared) =>
        desired with
        {
            ProtectedBranchesOnly = desired.ProtectedBranchesOnly ?? now.ProtectedBranchesOnly,
            Before = current?.Before ?? now.Ips,
            Owned =
                desired.Mode == IpAllowMode.Exclusive ? [.. desired.Entries]
                : StaysOpen(desired, current, now) ? []
                :
                [
                    .. desired.Entries.Where(e =>
                        desired.Adopt == true
                        || Has(current?.Owned, e)
                        || Has(shared, e)
                        || !Has(IsEmptied(current, now) ? current!.Before : now.Ips, e)
                    ),
                ],
        };

    /// <summary>
    /// The state until the list was sent: what has to go is ours as long as it is on the list, or nobody would take it away after an
    /// interruption.
    /// </summary>
    public static IpAllow Until(IpAllow after, IpAllow? current, AllowedIps now) =>
        after with
        {
            Owned = [.. after.Owned ?? [], .. (current?.Owned ?? []).Where(e => Has(now.Ips, e) && !Has(after.Owned, e))],
        };

    /// <summary>
    /// Entries of the program that were on the list before this resource could put them there: whose they are cannot be known.
    /// </summary>
    public static IReadOnlyList<string> Found(IpAllow state, AllowedIps now) =>
        state.Mode == IpAllowMode.Exclusive || state.Adopt == true
            ? []
            : [.. state.Entries.Where(e => !Has(state.Owned, e) && Has(now.Ips, e))];

    /// <summary>Whether everybody may connect, could before this resource, too, and the program wants it left that way.</summary>
    public static bool StaysOpen(IpAllow desired, IpAllow? current, AllowedIps now) =>
        desired.KeepOpen == true && desired.Mode != IpAllowMode.Exclusive && now.Ips.Count == 0 && !IsEmptied(current, now);

    /// <summary>Whether the list had entries when this resource came, or got its own, and has none any more.</summary>
    public static bool IsEmptied(IpAllow? saved, AllowedIps now) =>
        now.Ips.Count == 0 && (saved?.Before is { Count: > 0 } || saved?.Owned is { Count: > 0 });

    /// <summary>The alarm: the list was emptied.</summary>
    public static Diagnostic Emptied(NeonProjectId project, IpAllow saved) =>
        new(
            NeonDiagnostics.Emptied,
            EntriesPath,
            $"Project {project} is open to everybody: somebody emptied its address list. When this resource last changed it, "
                + $"{Words.List(BackOn(saved))} could connect."
        )
        {
            Fix = $"pulumi up   // puts {Words.List(BackOn(saved))} back",
            Kind = FailureKind.Failed,
        };

    /// <summary>The plan for people.</summary>
    public static Plan Describe(NeonProjectId project, AllowedIps? now, AllowedIps? next)
    {
        if (next is null)
        {
            return Plan.Nothing;
        }

        var plan = new Plan().Step($"PATCH /projects/{project} {Body(next)}");
        if (next.Ips.Count == 0)
        {
            plan.Note("the list becomes empty: everybody may connect, from everywhere");
        }
        else if (now is { Ips.Count: 0 })
        {
            plan.Note(
                "the project was open to everybody: from now on only the addresses of the list may connect, and this machine needs to be "
                    + "among them"
            );
        }

        return plan;
    }

    /// <summary>The plan where the list could not be read: in words, because what is sent would be the whole list.</summary>
    public static Plan Unseen(IpAllow desired, IpAllow? current)
    {
        if (desired.Mode == IpAllowMode.Exclusive)
        {
            return Plan.Nothing.Note(
                desired.Entries.Count == 0
                    ? "the list could not be read; it becomes empty: everybody may connect, from everywhere"
                    : $"the list could not be read; only {Words.List(desired.Entries)} will be on it"
            );
        }
        var (added, dropped) = (
            desired.Entries.Where(e => !Has(current?.Entries, e)).ToList(),
            (current?.Owned ?? []).Where(e => !Has(desired.Entries, e)).ToList()
        );
        var plan = Plan.Nothing.Note("the list could not be read; what is on it stays, but for what is said here");
        _ = added.Count == 0 ? plan : plan.Note($"{Words.List(added)} will be put on the list where not there yet");
        return dropped.Count == 0 ? plan : plan.Note($"{Words.List(dropped)} will be taken off the list where nobody else needs it");
    }

    public static bool Same(IReadOnlyList<string> left, IReadOnlyList<string> right) =>
        left.Select(Canonical).ToHashSet(StringComparer.Ordinal).SetEquals(right.Select(Canonical));

    /// <summary>Whether the list has the entry, in any spelling.</summary>
    public static bool Has(IReadOnlyList<string>? list, string entry) =>
        (list ?? []).Select(Canonical).Contains(Canonical(entry), StringComparer.Ordinal);

    /// <summary>One spelling for what means the same; what cannot be read stays as it is.</summary>
    public static string Canonical(string entry) => AllowedIpEntry.TryParse(entry, out _)?.Text ?? entry.Trim();

    /// <summary>The warning before the first entries.</summary>
    public static Diagnostic ShutsOut(NeonProjectId project, AllowedIps next) =>
        new(
            NeonDiagnostics.ShutsOut,
            EntriesPath,
            $"Project {project} is open to everybody now. With this list only {Words.List(next.Ips)} may connect; this machine, too, if "
                + "it is to grant or publish anything, has to be among them."
        );

    /// <summary>Why the entries of this resource cannot be taken away.</summary>
    public static Diagnostic LeavesOpen(NeonProjectId project) =>
        new(
            NeonDiagnostics.OpenToAll,
            PropertyPath.Of(nameof(IpAllow.OpenToAll)),
            $"Without the entries of this resource the address list of project {project} is empty, and everybody could connect; before "
                + "this resource it was not empty."
        )
        {
            Fix = "OpenToAll = true   // then up, then destroy; or put another entry into the list first",
            Kind = FailureKind.Failed,
        };

    /// <summary>The list is not as it was sent.</summary>
    public static Diagnostic Overwritten(NeonProjectId project, AllowedIps kept) =>
        new(
            NeonDiagnostics.NotVerified,
            EntriesPath,
            $"Neon accepted the address list of project {project} but now shows {Words.List(kept.Ips)}; somebody else may have changed it "
                + "at the same moment."
        )
        {
            Kind = FailureKind.Failed,
            Fix = "pulumi up   # looks again and sends what is missing",
        };

    private static IReadOnlyList<string> BackOn(IpAllow saved) =>
        saved.Mode == IpAllowMode.Exclusive
            ? saved.Owned ?? []
            : [.. saved.Before ?? [], .. (saved.Owned ?? []).Where(e => !Has(saved.Before, e))];

    private static string EntriesPath => PropertyPath.Of(nameof(IpAllow.Entries));

    private static string Body(AllowedIps list) =>
        new JsonObject
        {
            ["project"] = new JsonObject
            {
                ["settings"] = new JsonObject
                {
                    ["allowed_ips"] = new JsonObject
                    {
                        ["ips"] = new JsonArray([.. list.Ips.Select(static i => (JsonNode)JsonValue.Create(i))]),
                        ["protected_branches_only"] = list.ProtectedBranchesOnly,
                    },
                },
            },
        }.ToJsonString();
}

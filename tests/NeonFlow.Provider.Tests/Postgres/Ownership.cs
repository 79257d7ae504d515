using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Resources.Postgres;

namespace NeonFlow.Provider.Tests.Postgres;

/// <summary>Accounts as a database would have them, without one.</summary>
internal static class Ownership
{
    public static readonly MarkKeeper Marks = new(Urn("Grant", "rights"), "state", "state/1", new ProgramRecorder());

    /// <summary>What another resource of the state, or of another one, wrote.</summary>
    public static OwnershipMark Mark(string type, string name, string instance = "state") => new(Urn(type, name), instance, name);

    public static string Urn(string type, string name) => $"urn:pulumi:dev::shop::neonflow:postgres:{type}::{name}";

    public static Account Account(OwnershipMark owner, params Owned[] items) =>
        new(1, owner.ToString(), ["public", .. items.Select(static i => i.ToString())]);

    /// <summary>The accounts, seen by a resource that owns <paramref name="own"/>.</summary>
    public static SqlOwnership Of(IReadOnlyList<Owned> own, params IReadOnlyList<Account> others) =>
        SqlOwnership.Read(
            Marks,
            new SqlSubject("rights"),
            own,
            new(others, new Dictionary<string, LivingObject>(), new Dictionary<string, string>())
            {
                Slots = new HashSet<string> { "slot" },
                Members = new HashSet<(string, string)> { ("capture", "readers") },
                PassedOn = [new(Owned.OnTable("SELECT", new("public", "given"), "capture"), "friend")],
            }
        );
}

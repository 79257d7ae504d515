using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Resources.Neon.Role;
using NeonFlow.Provider.Resources.Postgres;
using NeonFlow.Provider.Resources.Postgres.Grant;
using NeonFlow.Provider.Resources.Postgres.Publication;
using NeonFlow.Provider.Resources.Postgres.WatermarksTable;

namespace NeonFlow.Provider.Pipeline;

/// <summary>What the database says, gathered in one round trip.</summary>
/// <param name="Server">Server.</param>
/// <param name="Role">The capture's role, or null.</param>
/// <param name="Publication">The publication, or null.</param>
/// <param name="Tables">Bound tables, in the subject's order.</param>
/// <param name="Slot">Slot of that name, or null.</param>
/// <param name="Watermarks">Watermarks table; null in read-only mode.</param>
public sealed record CaptureFacts(
    ServerFacts Server,
    RoleFacts? Role,
    PublicationFacts? Publication,
    IReadOnlyList<TableFacts> Tables,
    SlotFacts? Slot,
    WatermarksFacts? Watermarks
)
{
    /// <summary>What the role does not get to see of the bound tables, in the subject's order.</summary>
    public required IReadOnlyList<CapturedTableFacts> Seen { get; init; }

    /// <summary>What roles may read of the bound tables of which the program makes the capture's role a member.</summary>
    public IReadOnlyList<GroupFacts> Groups { get; init; } = [];

    /// <summary>Names of all slots of the server.</summary>
    public IReadOnlyList<string> SlotNames { get; init; } = [];

    /// <summary>Whether the server refused the capture's login with the password that the capture has; false where nobody tried.</summary>
    public bool RefusesPassword { get; init; }

    /// <summary>The facts once the objects of some resources are gone.</summary>
    /// <param name="gone">Shapes of the resources.</param>
    /// <param name="subject">The capture.</param>
    public CaptureFacts Without(IReadOnlyList<object> gone, CaptureSubject subject)
    {
        var facts = this;
        if (gone.OfType<Publication>().Any(p => p.Name == subject.Publication))
        {
            facts = facts with
            {
                Publication = null,
                Tables = [.. facts.Tables.Select(static t => t with { Listed = false })],
                Watermarks = facts.Watermarks is { } w ? w with { Published = false } : null,
            };
        }

        if (gone.OfType<WatermarksTable>().Any(w => w.Table == subject.WatermarksTable) && facts.Watermarks is { } watermarks)
        {
            facts = facts with { Watermarks = watermarks with { Exists = false, Published = false, Direct = [], Effective = [] } };
        }

        if (gone.OfType<Role>().Any(r => r.Name == subject.User))
        {
            return facts with
            {
                Role = null,
                Tables = [.. facts.Tables.Select(static t => t with { Usage = null, Select = null })],
                Watermarks = facts.Watermarks is { } w ? w with { RoleExists = false, Direct = [], Effective = [], Usage = null } : null,
            };
        }

        var revoked = gone.OfType<Grant>().Where(g => g.Role == subject.User).ToList();
        return revoked.Count == 0 || facts.Role is not { ReadsAll: false }
            ? facts
            : facts with
            {
                Tables =
                [
                    .. facts.Tables.Select(t =>
                        t.Owner != subject.User
                        && revoked.Any(g => (g.Privileges ?? []).Contains("SELECT") && CaptureSituation.Covers(g, t.Name))
                            ? t with
                            {
                                Select = false,
                            }
                            : t
                    ),
                ],
            };
    }
}

using System.Runtime.CompilerServices;
using NeonFlow.Postgres;
using NeonFlow.Provider.Resources.Postgres.Grant;
using NeonFlow.Provider.Resources.Postgres.Publication;

namespace NeonFlow.Provider.Pipeline;

/// <summary>
/// The tables that shapes name, as sets that are made once for each shape: rules ask about every table of a capture, and to look through a
/// list for each would be quadratic.
/// </summary>
internal static class NamedTables
{
    private static readonly ConditionalWeakTable<object, HashSet<TableName>> Sets = [];

    /// <summary>The tables that a publication names.</summary>
    public static IReadOnlySet<TableName> Of(Publication publication) =>
        Sets.GetValue(publication, static p => [.. ((Publication)p).Tables ?? []]);

    /// <summary>The tables that a grant names.</summary>
    public static IReadOnlySet<TableName> Of(Grant grant) =>
        Sets.GetValue(grant, static g => [.. (((Grant)g).Tables ?? []).Select(t => t.In(GrantPlan.SchemaOf((Grant)g)))]);
}

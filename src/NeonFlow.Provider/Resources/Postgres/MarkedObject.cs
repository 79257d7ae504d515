using NeonFlow.Postgres;
using NeonFlow.Provider.Contracts;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>An object of the database that bears a mark.</summary>
/// <param name="Description">As PostgreSQL describes it: <c>publication orders</c>; of an account, what it is about.</param>
/// <param name="Mark">The mark.</param>
/// <param name="Remove">The statement that removes it.</param>
internal sealed record MarkedObject(string Description, OwnershipMark? Mark, string Remove)
{
    /// <summary>All of them.</summary>
    public static FactQuery<MarkedObject> Query { get; } =
        new(
            """
            select o.type, o.identity, d.description, d.objoid::int8
            from pg_catalog.pg_description d
            cross join lateral pg_catalog.pg_identify_object(d.classoid, d.objoid, 0) o
            where pg_catalog.strpos(d.description, $1) > 0 and d.objsubid = 0
            order by o.type, o.identity
            """,
            static r =>
            {
                var (type, identity, comment) = (r.GetString(0), r.IsDBNull(1) ? "" : r.GetString(1), r.GetString(2));
                return type == "large object"
                    ? new(
                        $"its account of {OwnedIds.TextOf(comment.Split('\n').ElementAtOrDefault(1) ?? "")}",
                        OwnershipMark.Find(comment),
                        $"SELECT pg_catalog.lo_unlink({r.GetInt64(3)})"
                    )
                    : new($"{type} {identity}", OwnershipMark.Find(comment), $"DROP {type.ToUpperInvariant()} {identity}");
            },
            OwnershipMark.Prefix
        );

    /// <summary>What to do about it, for people.</summary>
    /// <param name="marks">The marks of the resource that says so.</param>
    /// <param name="elsewhere">The database that it is in, where the resource is in another.</param>
    public string Explain(MarkKeeper marks, string? elsewhere) =>
        marks.Explain(Mark!, Description, elsewhere is null ? $"{Remove};" : $"in the database {elsewhere}: {Remove};");
}

using NeonFlow.Postgres;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>
/// What a resource is about: the names that no update changes. An account keeps it with the ids of what bears these names, so that what
/// somebody renamed is found again.
/// </summary>
/// <param name="Text">As an account says it: <c>public/capture</c>.</param>
internal sealed record SqlSubject(string Text)
{
    /// <summary>The schema, where it is about one and no table.</summary>
    public string? Schema { get; init; }

    /// <summary>The table.</summary>
    public TableName? Table { get; init; }

    /// <summary>The publication.</summary>
    public string? Publication { get; init; }

    /// <summary>The role.</summary>
    public string? Role { get; init; }

    /// <summary>The role that is a member of <see cref="Role"/>.</summary>
    public string? Member { get; init; }

    /// <summary>What the id of that begins with which may bear the mark of the resource; null: nothing bears one.</summary>
    public char? Bearer =>
        Publication is not null ? OwnedIds.Publication
        : Table is not null ? OwnedIds.Relation
        : null;

    /// <summary>What the schema of the table is about, which may be missing without it.</summary>
    public SqlSubject? SchemaOfTable => Table is { } table ? new($"schema {table.Schema}") { Schema = table.Schema } : null;

    /// <summary>The same under the names of these objects.</summary>
    /// <param name="objects">In the order in which accounts have their ids.</param>
    public SqlSubject Named(IEnumerable<LivingObject> objects)
    {
        var (now, isRoleNamed) = (this, Role is null);
        foreach (var named in objects)
        {
            now = named.Id[0] switch
            {
                OwnedIds.Relation => now with { Table = new TableName(named.Schema!, named.Name) },
                OwnedIds.Schema => now with { Schema = named.Name },
                OwnedIds.Publication => now with { Publication = named.Name },
                _ when !isRoleNamed => now with { Role = named.Name },
                _ => now with { Member = named.Name },
            };
            isRoleNamed |= named.Id[0] == OwnedIds.Role;
        }

        return now;
    }
}

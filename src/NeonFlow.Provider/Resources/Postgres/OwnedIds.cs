using NeonFlow.Postgres;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>
/// What an account lists goes by object id: <c>SELECT ON TABLE public.orders TO capture</c>, a tab, <c>#r16402 #a16403</c>. Ids do not come
/// back, so that what is listed about a table or a role that was dropped is void, and a renamed one is known by its new name.
/// </summary>
internal static class OwnedIds
{
    /// <summary>What the id of a table or sequence begins with.</summary>
    public const char Relation = 'r';

    /// <summary>What the id of a role begins with.</summary>
    public const char Role = 'a';

    /// <summary>What the id of a schema begins with.</summary>
    public const char Schema = 'n';

    /// <summary>What the id of a publication begins with.</summary>
    public const char Publication = 'p';

    /// <summary>A row for each: the line of an account that is about it, or lists it.</summary>
    /// <param name="subjects">What accounts are about; their rows come first.</param>
    /// <param name="items">What accounts list.</param>
    public static FactQuery<string> Lines(IReadOnlyList<SqlSubject> subjects, IReadOnlyList<Owned> items) =>
        new(
            $"select r.text || e'\\t' || r.ids from ({AccountRow.Sql(1)}) r order by r.at",
            static r => r.GetString(0),
            [.. AccountRow.Parameters([.. subjects.Select(AccountRow.Of), .. items.Select(AccountRow.Of)])]
        );

    /// <summary>What a line of an account lists, under the names of today; null where it is void or unreadable.</summary>
    /// <param name="line">The line.</param>
    /// <param name="living">What there is of what accounts list, by id.</param>
    public static Owned? Read(string line, IReadOnlyDictionary<string, LivingObject> living)
    {
        if (!Owned.TryParse(TextOf(line), null, out var item))
        {
            return null;
        }

        // In the order in which they were written: the object, what holds it, who was granted it, who granted it.
        var (schema, relation, holder, grantee, grantor) = (item.Schema, item.Relation, item.Holder, item.Grantee, item.Grantor);
        var roles = AccountRow.Of(item).HolderKind == Role ? 0 : 1;
        foreach (var id in IdsOf(line))
        {
            if (!living.TryGetValue(id, out var now))
            {
                return null;
            }

            switch (id[0])
            {
                case Relation:
                    (schema, relation) = (now.Schema!, now.Name);
                    break;
                case Schema:
                    schema = now.Name;
                    break;
                case Publication:
                    holder = now.Name;
                    break;
                default:
                    (holder, grantee, grantor) = roles++ switch
                    {
                        0 => (now.Name, grantee, grantor),
                        1 => (holder, now.Name, grantor),
                        _ => (holder, grantee, now.Name),
                    };
                    break;
            }
        }

        return new(item.Kind, schema, relation, item.Privilege, grantee, holder) { Grantor = grantor, Value = item.Value };
    }

    /// <summary>Whether a line lists something that does not exist any more.</summary>
    public static bool IsVoid(string line, IReadOnlyDictionary<string, LivingObject> living) =>
        IdsOf(line).Any(id => !living.ContainsKey(id));

    /// <summary>What a line says, without the ids.</summary>
    public static string TextOf(string line) => line.LastIndexOf('\t') is >= 0 and var end ? line[..end] : line;

    /// <summary>The ids of a line, without the sign that they begin with.</summary>
    public static IReadOnlyList<string> IdsOf(string line) =>
        line.LastIndexOf('\t') is >= 0 and var end
            ? [.. line[(end + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static id => id[1..])]
            : [];
}

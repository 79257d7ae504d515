namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>A line of an account before its ids are known: its text, and the names of what it is about.</summary>
/// <param name="Text">The text.</param>
/// <param name="HolderKind">Of which kind the holder is, where it has an id.</param>
/// <param name="Schema">Schema.</param>
/// <param name="Relation">Table or sequence; null where it is about the schema.</param>
/// <param name="Holder">What holds it.</param>
/// <param name="Grantee">Who has it.</param>
/// <param name="Grantor">Who granted it.</param>
internal sealed record AccountRow(
    string Text,
    char? HolderKind,
    string? Schema,
    string? Relation,
    string? Holder,
    string? Grantee,
    string? Grantor
)
{
    /// <summary>The line of what an account lists.</summary>
    public static AccountRow Of(Owned item) =>
        new(item.ToString(), KindOf(item.Kind), item.Schema, item.Relation, item.Holder, item.Grantee, item.Grantor);

    /// <summary>The line of what an account is about.</summary>
    public static AccountRow Of(SqlSubject subject) =>
        subject.Publication is { } publication ? new(subject.Text, OwnedIds.Publication, null, null, publication, null, null)
        : subject.Member is { } member ? new(subject.Text, OwnedIds.Role, null, null, subject.Role, member, null)
        : new(subject.Text, null, subject.Table?.Schema ?? subject.Schema, subject.Table?.Name, null, subject.Role, null);

    // A slot and an index may be called like a role, and have nothing to do with it.
    private static char? KindOf(OwnedKind kind) =>
        kind switch
        {
            OwnedKind.Listing => OwnedIds.Publication,
            OwnedKind.OnFutureTables or OwnedKind.OnFutureSequences or OwnedKind.Membership or OwnedKind.MembershipOption => OwnedIds.Role,
            _ => null,
        };
}

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>A replica identity as the catalogue writes it and as statements name it.</summary>
internal static class ReplicaIdentityWords
{
    /// <summary>The identity that <c>pg_class.relreplident</c> means.</summary>
    public static ReplicaIdentityKind KindOf(char letter) =>
        letter switch
        {
            'f' => ReplicaIdentityKind.Full,
            'i' => ReplicaIdentityKind.Index,
            'n' => ReplicaIdentityKind.Nothing,
            _ => ReplicaIdentityKind.Default,
        };

    /// <summary>As <c>pg_class.relreplident</c> writes it.</summary>
    public static char Letter(this ReplicaIdentityKind kind) => char.ToLowerInvariant(kind.ToString()[0]);

    /// <summary>As texts and accounts name it: FULL, DEFAULT, INDEX, NOTHING.</summary>
    public static string Keyword(this ReplicaIdentityKind kind) => kind.ToString().ToUpperInvariant();

    /// <summary>The identity of a keyword, or of the catalogue's letter.</summary>
    public static ReplicaIdentityKind KindOf(string keyword) => KindOf(char.ToLowerInvariant(keyword[0]));
}

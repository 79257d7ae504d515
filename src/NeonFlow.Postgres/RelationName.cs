using System.Diagnostics.CodeAnalysis;

namespace NeonFlow.Postgres;

/// <summary>A relation whose schema may be left out, because it is said elsewhere.</summary>
/// <param name="Schema">Schema name, or null.</param>
/// <param name="Name">Relation name.</param>
public readonly record struct RelationName(string? Schema, string Name) : IParsable<RelationName>
{
    /// <summary>The name in a schema; its own counts first.</summary>
    public TableName In(string schema) => new(Schema ?? schema, Name);

    /// <summary>Reads <c>table</c> or <c>schema.table</c>, with the rules of <see cref="TableName"/>.</summary>
    public static bool TryParse(string? text, out RelationName name, out NameFault? fault)
    {
        name = default;
        if (!NameParser.TryParse(text, out var parts, out fault))
        {
            return false;
        }
        if (parts.Count > 2)
        {
            // Explains what a name of more parts lacks.
            return TableName.TryParse(text, out _, out fault);
        }
        name = parts.Count == 1 ? new(null, parts[0]) : new(parts[0], parts[1]);
        return true;
    }

    /// <inheritdoc/>
    public static RelationName Parse(string s, IFormatProvider? provider) =>
        TryParse(s, out var name, out var fault) ? name : throw new FormatException($"{fault!.Reason} {fault.Fix}");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out RelationName result) =>
        TryParse(s, out result, out _);

    /// <summary>The canonical text, which reads back to the same name.</summary>
    public override string ToString() =>
        Schema is null ? Identifier.Bare(Name) : string.Concat(Identifier.Bare(Schema), ".", Identifier.Bare(Name));
}

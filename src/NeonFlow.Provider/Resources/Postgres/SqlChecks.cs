using NeonFlow.Postgres;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>Checks that several rooms share; without I/O.</summary>
internal static class SqlChecks
{
    public static void Connection<T>(CheckContext<T> context, Connection? connection) => ConnectionChecks.Check(context, connection);

    public static void Name<T>(CheckContext<T> context, string path, string? name, bool grantee = false)
    {
        if (context.IsKnown(path) && name is not null && (grantee ? Identifier.RoleFault(name) : Identifier.Fault(name)) is { } fault)
        {
            context.Fail(
                PostgresDiagnostics.UnusableName,
                path,
                $"The name {fault}.",
                "Give the name exactly as it stands in the catalogue, at most 63 bytes long."
            );
        }
    }

    /// <summary>Names that must all be usable.</summary>
    public static void Names<T>(CheckContext<T> context, string path, IReadOnlyList<string>? names, bool grantee = false)
    {
        for (var i = 0; i < names?.Count && context.IsKnown(path); i++)
        {
            Name(context, PropertyPath.Element(path, i), names[i], grantee);
        }
    }

    /// <summary>Table names in the order given and without repetition.</summary>
    public static IReadOnlyList<TableName>? Tables<T>(CheckContext<T> context, string path, IReadOnlyList<TableName>? tables) =>
        // An unknown element leaves the list shorter than the program's: positions, and so the list, must stay as they came.
        tables is null
        || !context.IsKnown(path)
            ? tables
            : [.. tables.Distinct()];

    /// <summary>Names of relations of one schema, with the schema and without repetition.</summary>
    public static IReadOnlyList<RelationName>? Relations<T>(
        CheckContext<T> context,
        string path,
        IReadOnlyList<RelationName>? relations,
        string? schema
    )
    {
        if (relations is null || schema is null || !context.IsKnown(path))
        {
            return relations;
        }

        for (var i = 0; i < relations.Count; i++)
        {
            if (relations[i].In(schema) is var name && name.Schema != schema)
            {
                context.Fail(
                    PostgresDiagnostics.MalformedTable,
                    PropertyPath.Element(path, i),
                    $"The table {name} is not in the schema {schema}.",
                    $"Make a second resource with Schema = \"{name.Schema}\"."
                );
            }
        }

        return [.. relations.Select(r => r with { Schema = r.Schema ?? schema }).Distinct()];
    }

    /// <summary>Keywords of a closed list, in upper or lower case as <paramref name="upper"/> says.</summary>
    public static IReadOnlyList<string>? Words<T>(
        CheckContext<T> context,
        string path,
        IReadOnlyList<string>? words,
        IReadOnlyList<string> known,
        IReadOnlyList<string> otherwise,
        bool upper = true
    )
    {
        if (!context.IsKnown(path))
        {
            return words;
        }

        if (words is null)
        {
            return otherwise;
        }

        var result = new List<string>(words.Count);
        for (var i = 0; i < words.Count; i++)
        {
            var word = upper ? words[i].Trim().ToUpperInvariant() : words[i].Trim().ToLowerInvariant();
            if (!known.Contains(word))
            {
                context.Fail(
                    PostgresDiagnostics.UnknownWord,
                    PropertyPath.Element(path, i),
                    $"'{words[i]}' is none of {string.Join(", ", known)}.",
                    $"Use one of {string.Join(", ", known)}."
                );
            }

            result.Add(word);
        }

        return [.. result.Distinct(StringComparer.Ordinal)];
    }
}

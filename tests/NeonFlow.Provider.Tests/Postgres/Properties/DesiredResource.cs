using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Tests.Postgres.Properties;

/// <summary>A resource of a generated program.</summary>
internal abstract record DesiredResource
{
    public abstract string Kind { get; }

    /// <summary>Two of one key are the same resource before and after a change of the program.</summary>
    public abstract string Key { get; }

    public abstract (string Key, PropertyValue? Value)[] Inputs(IReadOnlyList<GeneratedTable> tables, Names names);

    /// <summary>What is true once it is fulfilled: SQL that gives a boolean, or null (nothing to say).</summary>
    public abstract string Holds(IReadOnlyList<GeneratedTable> tables, Names names);

    protected static string Text(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    protected static string All(IEnumerable<string> conditions) => string.Join(" and ", conditions.DefaultIfEmpty("true"));
}

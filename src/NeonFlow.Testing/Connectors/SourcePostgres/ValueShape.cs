namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>A column's kind of value; an array's is that of its elements. Numbers that are no integers are text in a primary key.</summary>
internal readonly record struct ValueShape(ValueKind Kind, bool IsArray = false, bool InKey = false, bool Undiscovered = false);

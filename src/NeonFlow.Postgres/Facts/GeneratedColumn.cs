namespace NeonFlow.Postgres.Facts;

/// <summary>A generated column.</summary>
/// <param name="Name">Name.</param>
/// <param name="IsVirtual">Computed when it is read (PostgreSQL 18), or stored.</param>
/// <param name="Type">Type as format_type prints it.</param>
/// <param name="Expression">Expression as the server renders it.</param>
public sealed record GeneratedColumn(string Name, bool IsVirtual, string Type, string Expression);

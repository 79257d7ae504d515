namespace NeonFlow.Provider.Schema;

/// <summary>What decoding a property map gave: the record, and where it could not be filled because values are unknown.</summary>
public sealed record Decoded<T>(T Value, UnknownSet Unknown, IReadOnlyList<Diagnostic> Errors);

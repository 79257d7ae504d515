namespace NeonFlow.Testing.Neon;

internal sealed record EndpointSettingsBody(IReadOnlyDictionary<string, string> PgSettings);

using NeonFlow.Testing.Engine;

namespace NeonFlow.Cli.Commands;

/// <summary>Config values of a command line.</summary>
internal static class ConfigValues
{
    /// <summary>Those given as <c>key=value</c>.</summary>
    public static IReadOnlyDictionary<string, ConfigValue> Of(IEnumerable<string> plain, IEnumerable<string> secret)
    {
        var config = new Dictionary<string, ConfigValue>(StringComparer.Ordinal);
        foreach (var (pair, isSecret) in plain.Select(static p => (p, false)).Concat(secret.Select(static p => (p, true))))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at < 1)
            {
                throw new EngineException($"config values are given as key=value; this one has no key: {(isSecret ? "(secret)" : pair)}");
            }

            config[pair[..at]] = new ConfigValue(pair[(at + 1)..], isSecret);
        }

        return config;
    }
}

namespace NeonFlow.Postgres;

/// <summary>The server was waited for and said nothing.</summary>
/// <param name="limit">How long it was waited for.</param>
internal sealed class SilenceException(TimeSpan limit)
    : TimeoutException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"no answer within {limit.TotalSeconds:0.#} s"));

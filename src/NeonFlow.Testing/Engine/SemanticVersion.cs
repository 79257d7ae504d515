namespace NeonFlow.Testing.Engine;

/// <summary>A version as packages have it; only its order matters here.</summary>
internal sealed record SemanticVersion(int Major, int Minor, int Patch, string Prerelease, string Build) : IComparable<SemanticVersion>
{
    public static SemanticVersion? Parse(string text)
    {
        text = text.StartsWith('v') ? text[1..] : text;
        var plus = text.IndexOf('+', StringComparison.Ordinal);
        var build = plus < 0 ? "" : text[(plus + 1)..];
        text = plus < 0 ? text : text[..plus];
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        var prerelease = dash < 0 ? "" : text[(dash + 1)..];
        var parts = (dash < 0 ? text : text[..dash]).Split('.');
        return
            parts.Length == 3
            && int.TryParse(parts[0], out var major)
            && int.TryParse(parts[1], out var minor)
            && int.TryParse(parts[2], out var patch)
            ? new(major, minor, patch, prerelease, build)
            : null;
    }

    /// <summary>The name of the default provider of this version, for example <c>default_1_2_3</c>.</summary>
    public string DefaultProviderName => $"default_{Major}_{Minor}_{Patch}{string.Concat(Split(Prerelease))}{string.Concat(Split(Build))}";

    public int CompareTo(SemanticVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        var numbers = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        return numbers != 0 ? numbers
            : Prerelease == other.Prerelease ? 0
            : Prerelease.Length == 0 ? 1
            : other.Prerelease.Length == 0 ? -1
            : string.CompareOrdinal(Prerelease, other.Prerelease);
    }

    private static IEnumerable<string> Split(string text) => text.Length == 0 ? [] : text.Split('.').Select(p => "_" + p);
}

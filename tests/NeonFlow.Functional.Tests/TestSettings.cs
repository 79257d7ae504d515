using System.Globalization;

namespace NeonFlow.Functional.Tests;

/// <summary>How long the tests run that can run for hours, by environment variable.</summary>
internal static class TestSettings
{
    /// <summary>The number in a variable; null where it is not set.</summary>
    public static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}

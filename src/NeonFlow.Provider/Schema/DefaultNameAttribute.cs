using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace NeonFlow.Provider.Schema;

/// <summary>
/// Name that Check fills in when the program leaves the input out. A resource that exists keeps the name it has, whatever it is called in
/// the program by now; a new one is named after what it is called there.
/// </summary>
/// <param name="format">Name of a new resource; <c>{0}</c> stands for its name in the program.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DefaultNameAttribute(string format) : Attribute
{
    // With what the formats put around it, a name still fits into the 63 bytes of PostgreSQL.
    private const int Longest = 44;

    /// <summary>Input that the name stands under, with a slash between them; a name that exists moves with it.</summary>
    public string? Under { get; init; }

    /// <summary>
    /// Name of a new resource, without what it stands under: lower-case letters, digits and _, as every consumer takes it.
    /// </summary>
    /// <param name="resource">Name of the resource in the program.</param>
    public string For(string resource)
    {
        var plain = string.Concat(resource.ToLowerInvariant().Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        if (plain.Length > Longest)
        {
            // Two long names that differ at their ends only stay apart.
            var sum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(resource)))[..8];
            plain = $"{plain[..(Longest - sum.Length - 1)]}_{sum}";
        }
        return string.Format(CultureInfo.InvariantCulture, format, plain);
    }
}

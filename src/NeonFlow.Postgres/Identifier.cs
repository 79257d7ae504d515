using System.Text;

namespace NeonFlow.Postgres;

/// <summary>Names of database objects: checked, then quoted, always.</summary>
public static class Identifier
{
    /// <summary>Longest name the server keeps, in bytes of UTF-8; it cuts longer ones without an error.</summary>
    public const int MaxBytes = 63;

    private const int MostShown = 400;

    /// <summary>What is wrong with a name, worded to follow "The name "; null when it is usable.</summary>
    public static string? Fault(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return "is empty";
        }
        if (name.Contains('\0', StringComparison.Ordinal))
        {
            return "holds a NUL character, which PostgreSQL cannot store";
        }
        int bytes;
        try
        {
            bytes = Strict.GetByteCount(name);
        }
        catch (EncoderFallbackException)
        {
            return "holds half of a surrogate pair, which is no character";
        }
        return bytes > MaxBytes ? $"'{Shown(name)}' is {bytes} bytes long; PostgreSQL would silently cut it to {MaxBytes}" : null;
    }

    /// <summary>As <see cref="Fault"/>, for a role that receives privileges: "public" and "none" cannot be roles.</summary>
    public static string? RoleFault(string? name) =>
        name switch
        {
            // Even quoted, "public" means everybody in GRANT.
            "public" => "'public' is not a role: in GRANT it means everybody",
            "none" => "'none' is reserved by PostgreSQL",
            _ => Fault(name),
        };

    /// <summary>As much of a text as a message may quote.</summary>
    public static string Shown(string? text) =>
        text is null ? ""
        : text.Length <= MostShown ? text
        : $"{text[..MostShown]}... ({text.Length} characters)";

    /// <summary>The name in double quotes.</summary>
    /// <exception cref="ArgumentException">The name cannot be one.</exception>
    public static string Quote(string name) =>
        Fault(name) is { } fault ? throw new ArgumentException($"The name {fault}.", nameof(name)) : InQuotes(name);

    /// <summary>
    /// The name as readable texts hold it: bare where it is letters, digits, _, $ and - only, else in double quotes. Any text will do, also
    /// one that <see cref="Quote"/> refuses.
    /// </summary>
    public static string Bare(string name) =>
        name.Length > 0 && name.All(static c => char.IsLetterOrDigit(c) || c is '_' or '$' or '-' || char.IsSurrogate(c))
            ? name
            : InQuotes(name);

    /// <summary>The name that <see cref="Bare"/> wrote; null where the text is none.</summary>
    public static string? Unquote(string text) => NameParser.TryParse(text, out var parts, out _) && parts.Count == 1 ? parts[0] : null;

    /// <summary>Text as an SQL literal.</summary>
    public static string Literal(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("The text holds a NUL character.", nameof(text));
        }
        var doubled = text.Replace("'", "''", StringComparison.Ordinal);
        return doubled.Contains('\\', StringComparison.Ordinal)
            ? string.Concat("E'", doubled.Replace("\\", "\\\\", StringComparison.Ordinal), "'")
            : string.Concat("'", doubled, "'");
    }

    /// <summary>Whether pgoutput finds a publication of this name when a client sends it unquoted: lower case, digits, _ and -.</summary>
    public static bool IsPlainLowerCase(string name) =>
        name.Length > 0
        && (name[0] is '_' or (>= 'a' and <= 'z'))
        && name.All(c => c is '_' or '-' or (>= 'a' and <= 'z') or (>= '0' and <= '9'));

    /// <summary>A name like another one that the server and its consumers understand alike, without quotes.</summary>
    /// <param name="name">The other name.</param>
    /// <param name="suffix">What it ends with, whatever has to be cut.</param>
    public static string PlainLowerCase(string name, string suffix = "")
    {
        var plain = string.Concat(name.ToLowerInvariant().Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        plain = plain.Length == 0 || char.IsAsciiDigit(plain[0]) ? "p_" + plain : plain;
        return plain[..Math.Min(plain.Length, MaxBytes - suffix.Length)] + suffix;
    }

    /// <summary>What is wrong with a slot name, worded to follow "The slot name "; null when the server takes it as it stands.</summary>
    public static string? SlotFault(string? name)
    {
        if (Fault(name) is { } fault)
        {
            return fault;
        }
        return name!.All(c => c is '_' or (>= 'a' and <= 'z') or (>= '0' and <= '9'))
            ? null
            : $"'{name}' holds characters other than lower-case letters, digits and _";
    }

    private static string InQuotes(string name) => string.Concat("\"", name.Replace("\"", "\"\"", StringComparison.Ordinal), "\"");

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
}

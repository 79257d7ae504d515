using System.Buffers;
using System.Text;

namespace NeonFlow.Http;

/// <summary>Words of a server, made fit to be quoted in a message.</summary>
public static class QuotedText
{
    // A page of HTML is cut to a few hundred characters anyway.
    private const int ReadBytes = 64 * 1024;
    private static readonly SearchValues<char> EndsOfWords = SearchValues.Create(" \t\r\n\",'<>{}[]");

    /// <summary>The start of a body as text.</summary>
    public static string Of(byte[] body) => Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, ReadBytes)));

    /// <summary>A text on one line, at most <paramref name="length"/> characters of it.</summary>
    public static string OneLine(string text, int length) =>
        string.Join(' ', Cut(text, length).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>
    /// The start of a text, never cut within a word: the redactor does not recognize half a password.
    /// </summary>
    public static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(text.AsSpan(0, length).LastIndexOfAny(EndsOfWords) + 1)];

    /// <summary>A text without secrets.</summary>
    public static string Scrub(string text, params ReadOnlySpan<string?> secrets)
    {
        foreach (var secret in secrets)
        {
            if (!string.IsNullOrEmpty(secret))
            {
                text = text.Replace(secret, "[secret]", StringComparison.Ordinal);
            }
        }

        return text;
    }
}

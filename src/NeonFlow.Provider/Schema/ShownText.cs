using System.Globalization;

namespace NeonFlow.Provider.Schema;

/// <summary>Cuts what is said to people, because an input, an answer or a stack may be of any length.</summary>
internal static class ShownText
{
    /// <summary>Most characters of one message; an answer of the wire stays below 64 KB with it.</summary>
    public const int Message = 10_000;

    // All reasons of one answer together.
    private const int Answer = 40_000;

    /// <summary>
    /// The start of a text. Cut only what the redactor has been through: it does not recognize half a secret.
    /// </summary>
    public static string Cut(string text)
    {
        if (text.Length <= Message)
        {
            return text;
        }

        var end = char.IsHighSurrogate(text[Message - 1]) ? Message - 1 : Message;
        return string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, end)}\n... ({text.Length - end} more characters)");
    }

    /// <summary>As many as fit into an answer; the rest is counted.</summary>
    /// <param name="all">What is wrong.</param>
    /// <param name="write">Makes a reason of it, cut already.</param>
    /// <param name="length">Length of a reason.</param>
    /// <param name="more">The last one, where some are left out.</param>
    public static IReadOnlyList<T> Fit<TItem, T>(IReadOnlyList<TItem> all, Func<TItem, T> write, Func<T, int> length, Func<string, T> more)
    {
        var fit = new List<T>();
        var room = Answer;
        foreach (var item in all)
        {
            var written = write(item);
            room -= length(written);
            if (room < 0 && fit.Count > 0)
            {
                fit.Add(more($"... and {all.Count - fit.Count} more failures of this kind"));
                break;
            }

            fit.Add(written);
        }

        return fit;
    }
}

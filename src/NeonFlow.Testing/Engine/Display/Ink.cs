using System.Text;
using System.Text.RegularExpressions;

namespace NeonFlow.Testing.Engine.Display;

/// <summary>Colours text for a terminal, or leaves it as it is.</summary>
/// <remarks>In pulumi/pulumi: Colorization (sdk/go/common/diag/colors/diag.go).</remarks>
internal sealed partial class Ink(bool color)
{
    private const string Red = "38;5;1";
    private const string Green = "38;5;2";
    private const string Yellow = "38;5;3";
    private const string Magenta = "38;5;5";
    private const string BrightBlackCode = "38;5;8";
    private const string BrightRed = "38;5;9";
    private const string BrightGreen = "38;5;10";
    private const string BrightBlue = "38;5;12";
    private const string BrightMagenta = "38;5;13";
    private const string BrightCyan = "38;5;14";

    public string Error(string text) => Paint(Red, text);

    public string Attention(string text) => Paint(Yellow, text);

    public string Info(string text) => Paint(Magenta, text);

    public string Headline(string text) => Paint(BrightMagenta + ";1", text);

    public string ColumnHeader(string text) => Paint("4;" + BrightBlue, text);

    public string Resource(string text) => Paint(BrightBlue, text);

    public string Faint(string text) => Paint(BrightBlackCode, text);

    public string Bold(string text) => Paint("1", text);

    public string Severity(DiagnosticSeverity severity, string text) =>
        severity switch
        {
            DiagnosticSeverity.Error => Error(text),
            DiagnosticSeverity.Warning => Attention(text),
            DiagnosticSeverity.Info or DiagnosticSeverity.InfoError => Info(text),
            _ => text,
        };

    /// <summary>Text in the colour of a step; of one that still runs in bold.</summary>
    public string Step(StepOp op, string text, bool running = false)
    {
        var code = op switch
        {
            StepOp.Create or StepOp.Import => Green,
            StepOp.Delete or StepOp.Discard or StepOp.DiscardReplaced => Red,
            StepOp.Update or StepOp.Refresh => Yellow,
            StepOp.Replace or StepOp.ReadReplacement or StepOp.ImportReplacement => BrightMagenta,
            StepOp.CreateReplacement => BrightGreen,
            StepOp.DeleteReplaced => BrightRed,
            StepOp.Read => BrightCyan,
            _ => "",
        };
        return Paint(running ? (code.Length > 0 ? "1;" + code : "1") : code, text);
    }

    /// <summary>The columns that the text takes, escapes not counted.</summary>
    public static int Width(string text) => Escapes().Replace(text, "").EnumerateRunes().Sum(WidthOf);

    /// <summary>The text cut to so many columns, its colours ended.</summary>
    public static string Clip(string text, int width)
    {
        if (Width(text) <= width)
        {
            return text;
        }

        var kept = new StringBuilder();
        var used = 0;
        var coloured = false;
        for (var at = 0; at < text.Length; )
        {
            if (Escapes().Match(text, at) is { Success: true } escape && escape.Index == at)
            {
                kept.Append(escape.Value);
                coloured = true;
                at += escape.Length;
                continue;
            }

            var rune = Rune.TryGetRuneAt(text, at, out var whole) ? whole : Rune.ReplacementChar;
            if (used + WidthOf(rune) > width)
            {
                break;
            }

            kept.Append(rune.ToString());
            used += WidthOf(rune);
            at += rune.Utf16SequenceLength;
        }

        return coloured ? kept + "\e[0m" : kept.ToString();
    }

    private string Paint(string code, string text) => !color || code.Length == 0 || text.Length == 0 ? text : $"\e[{code}m{text}\e[0m";

    private static int WidthOf(Rune rune) =>
        rune.Value switch
        {
            >= 0x1100
            and <= 0x115F
            or >= 0x2E80
            and <= 0xA4CF
            or >= 0xAC00
            and <= 0xD7A3
            or >= 0xF900
            and <= 0xFAFF
            or >= 0xFE30
            and <= 0xFE6F
            or >= 0xFF00
            and <= 0xFF60
            or >= 0x1F300
            and <= 0x1FAFF
            or >= 0x20000
            and <= 0x3FFFD => 2,
            _ => 1,
        };

    [GeneratedRegex("\e\\[[0-9;]*m")]
    private static partial Regex Escapes();
}

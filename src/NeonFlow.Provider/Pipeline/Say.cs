using System.Text.RegularExpressions;
using NeonFlow.Estuary;
using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline;

/// <summary>
/// How rules say things. A fix is an SQL script as it stands, or C# of the capture's inputs; what the other one has to do besides is a
/// comment.
/// </summary>
internal static partial class Say
{
    /// <summary>A finding: what is wrong, and what that does to the pipeline.</summary>
    public static Diagnostic Found(this ICaptureRule rule, string path, string what, string fix) =>
        new(rule.Code, path, $"{what} {rule.Code.Consequence}") { Fix = fix };

    /// <summary>The same, as a warning.</summary>
    public static Finding AsWarning(this Diagnostic diagnostic) => new(diagnostic, Weight.Warning);

    /// <summary>The same, as a warning in some cases only.</summary>
    public static Finding AsWarning(this Diagnostic diagnostic, bool when) => new Finding(diagnostic, Weight.Failure).AsWarning(when);

    /// <summary>The same, as a warning in some cases only.</summary>
    public static Finding AsWarning(this Finding finding, bool when) => finding with { Weight = when ? Weight.Warning : finding.Weight };

    /// <summary>The same, where it costs changes that only capturing again brings back.</summary>
    /// <param name="diagnostic">What is wrong.</param>
    /// <param name="bindings">Bindings whose changes are lost.</param>
    public static Finding Losing(this Diagnostic diagnostic, IReadOnlyList<string> bindings) =>
        new(diagnostic, Weight.Failure) { Lost = bindings };

    /// <summary>An input of the capture, as C#.</summary>
    public static string Input(string name, string value) =>
        $"{name} = \"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>The input of the capture that a property path leads to; there is one only where the path has a single part.</summary>
    public static string InputOf(string path) => path.Length == 0 ? path : char.ToUpperInvariant(path[0]) + path[1..];

    /// <summary>The backfill mode of a table, as C#.</summary>
    public static string Mode(TableName table, string mode) => Modes([(table, mode)]);

    /// <summary>What an SQL script leaves to the program, as a comment of it.</summary>
    public static string InProgram(string code) =>
        $"-- in the program: {code.Replace("\n", "\n-- in the program: ", StringComparison.Ordinal)}";

    /// <summary>Lines of an SQL script that are to be read only.</summary>
    public static string AsComment(string text) =>
        $"-- {text.Replace("\n-- ", "\n", StringComparison.Ordinal).Replace("\n", "\n-- ", StringComparison.Ordinal)}";

    /// <summary>What another resource of the program can say in place of a statement; nothing where the component makes that one.</summary>
    /// <param name="subject">The capture.</param>
    /// <param name="resource">The other resource.</param>
    /// <param name="code">What it says.</param>
    public static string OrOn(this CaptureSubject subject, string resource, string code) =>
        subject.IsInComponent ? "" : $"   -- or {code} on the {resource}";

    /// <summary>
    /// A fix as a Read says it: it comes before the program runs, which may say already what the fix is about.
    /// </summary>
    public static string? BeforeProgram(string? fix)
    {
        if (fix is null || !Code().IsMatch(fix))
        {
            return fix;
        }

        var lines = fix.Split('\n', 2);
        var separator = lines[0].Contains("   // ", StringComparison.Ordinal) ? "; " : "   // ";
        lines[0] += $"{separator}nothing more where the program says so already";
        return string.Join('\n', lines);
    }

    [GeneratedRegex(@"^[A-Z]\w* = ")]
    private static partial Regex Code();

    /// <summary>What follows an SQL script that puts right what may be wanted.</summary>
    public const string OrAccept = "\n-- or, where it is wanted, in the program instead: OnLoss = LossPolicy.Accept";

    /// <summary>Everything is captured again, from a new slot.</summary>
    public static string Backfill(this CaptureSubject subject) => Lines(Modes(subject.Tables), Backfill("*", subject.NextBackfill));

    /// <summary>A table is captured again, into a collection that is emptied first.</summary>
    public static string Reset(this CaptureSubject subject, BoundTable bound) =>
        $"{Backfill(bound.Name.ToString(), subject.NextBackfill)}\nReset = true";

    /// <summary>Some tables are captured again from the start; where their mode brings back no row, in another one.</summary>
    public static string Backfill(this CaptureSubject subject, IReadOnlyCollection<BoundTable> tables) =>
        Lines(
            Modes(tables),
            tables.Where(static t => !t.HasOnlyChanges).Select(static t => t.Name.ToString()).ToList() is { Count: > 0 } counted
                ? Backfill(counted, subject.NextBackfill)
                : ""
        );

    private static string Lines(params string[] lines) => string.Join('\n', lines.Where(static l => l.Length > 0));

    private static string Modes(IEnumerable<BoundTable> tables)
    {
        var modes = tables
            .Where(static t => t.HasOnlyChanges)
            .Select(static t => (t.Name, Mode: t.HasColumnKey ? SourcePostgres.Normal : SourcePostgres.WithoutKey))
            .ToList();
        return modes.Count == 0 ? "" : Modes(modes);
    }

    private static string Modes(IEnumerable<(TableName Table, string Mode)> modes) =>
        $"Modes = {{ {string.Join(", ", modes.Select(static m => $"{Key(m.Table.ToString())} = \"{m.Mode}\""))} }}";

    private static string Backfill(string table, int? counter) => Backfill([table], counter);

    private static string Backfill(IEnumerable<string> tables, int? counter)
    {
        var number = counter is { } next ? $"{next}" : "1 /* where there is one already, the next */";
        var counters = tables.Select(t => $"{Key(t)} = {number}");
        return $"Backfill = {{ {string.Join(", ", counters)} }}";
    }

    private static string Key(string table) => $"[\"{table.Replace("\"", "\\\"", StringComparison.Ordinal)}\"]";

    /// <summary>The same, where a table that goes on missed something: its fix ends with capturing it again.</summary>
    /// <param name="finding">What is wrong.</param>
    /// <param name="bound">The table.</param>
    public static Finding Missing(this Finding finding, BoundTable bound) =>
        bound.Lost.Count == 0 ? finding : finding with { Again = [bound] };

    /// <summary>A fix together with the tables that the program captures again.</summary>
    /// <param name="subject">The capture.</param>
    /// <param name="fix">The fix so far.</param>
    /// <param name="tables">Those tables.</param>
    public static string? WithBackfill(this CaptureSubject subject, string? fix, IReadOnlyList<BoundTable> tables) =>
        tables.Count == 0 ? fix
        : string.IsNullOrEmpty(fix) ? subject.Backfill(tables)
        : $"{fix}{subject.BackfillBesides(subject.Backfill(tables))}";

    /// <summary>What the program does besides an SQL script for what a capture missed; nothing where none goes on.</summary>
    /// <param name="subject">The capture.</param>
    /// <param name="backfill">What it does.</param>
    public static string BackfillBesides(this CaptureSubject subject, string backfill) =>
        subject.GoingOn.Count == 0 ? "" : $"\n-- for what was missed, besides:\n{InProgram(backfill)}";

    /// <summary>A slot of another name, as C#; one that has streamed begins anew there.</summary>
    public static string OtherSlot(CaptureSubject subject)
    {
        var other = Input("SlotName", Identifier.PlainLowerCase(subject.Slot, "_2"));
        return subject.Exists ? $"{subject.Backfill()}\n{other}" : other;
    }

    /// <summary>
    /// The statement that adds a table to the capture's publication, on a line of its own; nothing where the publication takes it by
    /// itself, or is still to come.
    /// </summary>
    public static string AddToPublication(this CaptureSituation situation, TableName table) =>
        situation.Facts?.Publication is not { } publication || publication.AllTables || publication.Schemas.Contains(table.Schema)
            ? ""
            : $"\n{Statements.AddTables(publication.Name, [new PublishedTable(table)])};";

    /// <summary>
    /// The statements that publish a table without filter and column list; as one script they are one transaction, so that no change falls
    /// between them.
    /// </summary>
    public static string PublishWhole(this CaptureSituation situation, BoundTable bound)
    {
        var publication = situation.Subject.Publication;
        var drop = Statements.DropTables(publication, [bound.Name]);
        var add = Statements.AddTables(publication, [new PublishedTable(bound.Name)]);
        return $"BEGIN;\n{drop};\n{add};\nCOMMIT;";
    }

    /// <summary>The capture's tables, as C#.</summary>
    public static string TablesOf(IEnumerable<TableName> tables) => TablesOf(tables.Select(static t => t.ToString()));

    /// <summary>The same by their names as text.</summary>
    public static string TablesOf(IEnumerable<string> tables) =>
        $"Tables = {{ {string.Join(", ", tables.Select(static t => $"\"{t.Replace("\"", "\\\"", StringComparison.Ordinal)}\""))} }}";
}

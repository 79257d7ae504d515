using System.Text.RegularExpressions;
using NeonFlow.Estuary;
using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Schema;
using TaskStatus = NeonFlow.Estuary.TaskStatus;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>No key may hold a value that the connector cannot encode.</summary>
internal sealed class KeyValueRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.KeyValue;

    public CaptureAspects RestsOn => CaptureAspects.Tables;

    public string Remedy =>
        "`UPDATE …` of the rows that hold such a value, and `ALTER TABLE … ADD CHECK (isfinite(…))`, or for numbers `CHECK (… > "
        + "'-Infinity' AND … < 'Infinity')`; for a capture that has met one a raised `Backfill`";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        foreach (var (bound, _, seen) in situation.Tables)
        {
            if (!bound.HasColumnKey || bound.Mode == SourcePostgres.WithoutKey)
            {
                continue;
            }

            var columns = seen.Key.Where(c => !c.IsChecked && Condition(c) is not null && !IsForbidden(c, seen.Checks)).ToList();
            if (columns.Count == 0)
            {
                continue;
            }

            var found = this.Found(
                bound.Path,
                $"The primary key of {bound.Name} has {TextList.And([.. columns.Select(Words)])}, and no check constraint forbids it.",
                string.Concat(columns.Select(c => $"{FiniteRows(bound.Name, c)}\n"))
                    + $"ALTER TABLE {bound.Name.Sql} {string.Join(", ", columns.Select(static c => $"ADD CHECK ({Condition(c)})"))};"
            );
            // A capture that has met such a value meets it again in the log, whatever becomes of the row.
            yield return columns.Any(c => HasMet(situation.Subject, c))
                ? new Finding(found, Weight.Failure).Missing(bound)
                : found.AsWarning();
        }
    }

    private static string Words(KeyColumn column) =>
        $"{column.Name} of type {column.Type}, which may be "
        + (
            SourcePostgresKeys.IsTime(column.BaseType) ? "infinity"
            : column.Modifier >= 0 ? "NaN"
            : "NaN or infinity"
        );

    // What the column has to satisfy; null where every value of its type will do. A number of a given precision is never infinite.
    private static string? Condition(KeyColumn column)
    {
        var name = Identifier.Quote(column.Name);
        return SourcePostgresKeys.IsTime(column.BaseType) ? $"isfinite({name})"
            : !SourcePostgresKeys.IsNumeric(column.BaseType) ? null
            : column.Modifier >= 0 ? $"{name} <> 'NaN'"
            : $"{name} > '-Infinity' AND {name} < 'Infinity'";
    }

    // A check is refused while a row does not satisfy it. What stands for infinity is what the connector writes for it in a column that is
    // no key; a number is one that no other row has.
    private static string FiniteRows(TableName table, KeyColumn column)
    {
        var name = Identifier.Quote(column.Name);
        var value = SourcePostgresKeys.IsTime(column.BaseType)
            ? $"CASE {name} WHEN 'infinity' THEN timestamp '9999-12-31' ELSE timestamp '0001-01-01' END"
            : $"CASE {name} WHEN 'NaN' THEN 1 WHEN 'Infinity' THEN 2 ELSE 3 END + (SELECT coalesce(max(other.{name}), 0) FROM "
                + $"{table.Sql} other WHERE other.{name} < 'Infinity')";
        return $"UPDATE {table.Sql} SET {name} = {value} WHERE NOT ({Condition(column)});   -- rows that hold such a value already, if any;"
            + " another one of yours will do";
    }

    // As the server writes constraints. NaN is greater than every number, so that an upper bound forbids it too.
    private static bool IsForbidden(KeyColumn column, IReadOnlyList<string> checks)
    {
        var name = $"(?:{Regex.Escape(column.Name)}|{Regex.Escape(Identifier.Quote(column.Name))})";
        bool Says(string pattern) =>
            checks.Any(c =>
                !Alternative.IsMatch(c)
                && Regex.IsMatch(c, pattern.Replace("{0}", name, StringComparison.Ordinal), RegexOptions.CultureInvariant)
            );
        bool Bound(string operators) => Says($@"\({{0}} (?:{operators}|=) (?:[^a-z""]|now\(\))");
        return SourcePostgresKeys.IsNumeric(column.BaseType) && column.Modifier >= 0
            ? Bound("<=?") || Says(@"\({0} <> 'NaN'")
            : Says(@"isfinite\({0}\)") || (Bound("<=?") && Bound(">=?"));
    }

    private static readonly Regex Alternative = new(@"\b(?:OR|NOT|CASE)\b", RegexOptions.CultureInvariant);

    private static bool HasMet(CaptureSubject subject, KeyColumn column) =>
        subject.Status == TaskStatus.Error
        && subject.Trouble.Contains(column.Name, StringComparison.Ordinal)
        && (SourcePostgresKeys.IsTime(column.BaseType) ? TimeTrouble : NumberTrouble).Any(t =>
            subject.Trouble.Contains(t, StringComparison.Ordinal)
        );

    private static readonly string[] TimeTrouble = ["pgtype.InfinityModifier"];

    // The second is how it ends at an infinite number.
    private static readonly string[] NumberTrouble = ["NaN value in Numeric key", "invalid memory address or nil pointer dereference"];
}

using System.Text;

namespace NeonFlow.Testing.Engine.Display;

/// <summary>Writes property trees and their differences, one property a line, indented by its depth.</summary>
/// <remarks>In pulumi/pulumi: propertyPrinter (pkg/backend/display/object_diff.go).</remarks>
internal sealed partial record PropertyPrinter(StringBuilder Text, Ink Ink, int Indent)
{
    private const int TruncatedLines = 3;
    private const int TruncatedLineLength = 150;

    public StepOp Op { get; init; } = StepOp.Same;

    /// <summary>Whether lines carry the mark of their step.</summary>
    public bool Marked { get; init; }

    /// <summary>Whether what stays the same is left out.</summary>
    public bool Summary { get; init; }

    public bool Truncate { get; init; }

    /// <summary>Spaces of a depth; the mark stands in the last two of them.</summary>
    public static string Margin(int indent, StepOp op, bool marked)
    {
        var spaces = new string(' ', indent * 4);
        return marked && spaces.Length >= 2 ? spaces[..^2] + op.Mark() : spaces;
    }

    /// <summary>The width to which names are padded: as the real one counts it, in bytes.</summary>
    public static int NameWidth(IEnumerable<string> names) => names.Select(Encoding.UTF8.GetByteCount).DefaultIfEmpty(0).Max();

    /// <summary>Whether a value is worth a line: not empty in any way.</summary>
    public static bool IsWorthPrinting(PropertyValue? value) =>
        value switch
        {
            null or NullValue => false,
            StringValue text => text.Value.Length > 0,
            ArrayValue array => array.Items.Count > 0,
            ObjectValue map => map.Members.Count > 0,
            _ => true,
        };

    public void Object(PropertyMap properties)
    {
        var width = NameWidth(properties.Keys);
        foreach (var (name, value) in properties)
        {
            if (!PropertyDiffs.IsInternalKey(name))
            {
                Property(name, width, value);
            }
        }
    }

    public void Property(string name, int width, PropertyValue? value)
    {
        Title(name, width)(this);
        ValueLine(value);
    }

    public void Hidden(IEnumerable<string> paths)
    {
        foreach (var path in paths.Distinct().Order(StringComparer.Ordinal))
        {
            With(StepOp.Update, marked: true).Line($"{path} (hidden)\n");
        }
    }

    /// <summary>The differences of two objects; <paramref name="only"/> limits them to some members.</summary>
    public void Diff(ElementDiffs<string> diff, IReadOnlyCollection<string>? only = null)
    {
        var keys = diff.Keys.Where(k => only is null || only.Contains(k)).ToList();
        var width = NameWidth(keys);
        foreach (var key in keys)
        {
            MemberDiff(key, width, diff);
        }
    }

    public void MemberDiff(string key, int width, ElementDiffs<string> diff)
    {
        var title = Title(key, width);
        if (diff.Adds.TryGetValue(key, out var added))
        {
            Whole(StepOp.Create, added, title);
        }
        else if (diff.Deletes.TryGetValue(key, out var deleted))
        {
            Whole(StepOp.Delete, deleted, title);
        }
        else if (diff.Updates.TryGetValue(key, out var updated))
        {
            ValueDiff(updated, title);
        }
        else if (!Summary && diff.Sames.TryGetValue(key, out var same) && IsWorthPrinting(same))
        {
            With(StepOp.Same, marked: false).Property(key, width, same);
        }
    }

    private void ValueDiff(ValueDiff diff, Action<PropertyPrinter> title)
    {
        var p = With(StepOp.Update, marked: true);
        if (diff.Array is { } elements)
        {
            title(p);
            p.Raw("[\n");
            foreach (var i in elements.Keys.Distinct())
            {
                p.ElementDiff(elements, i);
            }

            p.Unmarked("]\n");
        }
        else if (diff.Object is { } members)
        {
            title(p);
            p.Raw("{\n");
            (p with { Indent = Indent + 1 }).Diff(members);
            p.Unmarked("}\n");
        }
        else if (IsWorthPrinting(diff.Old) && IsWorthPrinting(diff.New) && p.Replaced(diff.Old!, diff.New!, title))
        {
            return;
        }
        else
        {
            if (IsWorthPrinting(diff.Old))
            {
                p.Whole(StepOp.Delete, diff.Old, title);
            }

            if (IsWorthPrinting(diff.New))
            {
                p.Whole(StepOp.Create, diff.New, title);
            }
        }
    }

    private void ElementDiff(ElementDiffs<int> elements, int i)
    {
        var element = this with { Indent = Indent + 2 };
        void Index(PropertyPrinter p) => (p with { Indent = p.Indent - 1 }).Line($"[{i}]: ");
        if (elements.Adds.TryGetValue(i, out var added))
        {
            element.Whole(StepOp.Create, added, Index);
        }
        else if (elements.Deletes.TryGetValue(i, out var deleted))
        {
            element.Whole(StepOp.Delete, deleted, Index);
        }
        else if (elements.Updates.TryGetValue(i, out var updated))
        {
            element.ValueDiff(updated, Index);
        }
        else if (!Summary && elements.Sames.TryGetValue(i, out var same))
        {
            element = element.With(StepOp.Same, marked: false);
            Index(element);
            element.ValueLine(same);
        }
    }

    /// <summary>One plain value in the place of another, on one line; false when one of them is no plain value.</summary>
    private bool Replaced(PropertyValue old, PropertyValue @new, Action<PropertyPrinter> title)
    {
        if (old is ArchiveValue before && @new is ArchiveValue after)
        {
            return ArchiveDiff(before, after, title);
        }

        if (!IsPlain(old) || !IsPlain(@new))
        {
            return false;
        }

        title(this);
        if (old is StringValue oldText && @new is StringValue newText)
        {
            TextDiff(oldText.Value, newText.Value);
            return true;
        }

        With(StepOp.Delete, Marked).Plain(old);
        Raw(" => ");
        With(StepOp.Create, Marked).Plain(@new);
        Raw("\n");
        return true;
    }

    private bool ArchiveDiff(ArchiveValue old, ArchiveValue @new, Action<PropertyPrinter> title)
    {
        var hash = Change(ShortHash(old.Hash), ShortHash(@new.Hash));
        if (old.Path is not null && @new.Path is not null)
        {
            title(this);
            Raw($"archive(file:{hash}) {{ {Change(old.Path, @new.Path)} }}\n");
            return true;
        }

        if (old.Uri is not null && @new.Uri is not null)
        {
            title(this);
            Raw($"archive(uri:{hash}) {{ {Change(old.Uri, @new.Uri)} }}\n");
            return true;
        }

        if (old.Assets is null || @new.Assets is null)
        {
            return false;
        }

        title(this);
        Raw($"archive(assets:{hash}) {{\n");
        if (PropertyDiffs.Compare(old.Assets, @new.Assets) is { } members)
        {
            var inner = this with { Indent = Indent + 1, Summary = true };
            var width = NameWidth(members.Keys.Select(k => $"\"{k}\""));
            foreach (var key in members.Keys.Where(k => !members.IsSame(k)))
            {
                var name = Title($"\"{key}\"", width);
                if (members.Updates.TryGetValue(key, out var updated))
                {
                    inner.ValueDiff(updated, name);
                }
                else
                {
                    inner.Whole(
                        members.Adds.ContainsKey(key) ? StepOp.Create : StepOp.Delete,
                        members.Adds.GetValueOrDefault(key) ?? members.Deletes[key],
                        name
                    );
                }
            }
        }

        Unmarked("}\n");
        return true;
    }

    private void TextDiff(string old, string @new)
    {
        if (EncodedText.Decode(old) is { } oldTree && EncodedText.Decode(@new) is { } newTree)
        {
            if (PropertyDiffs.Compare(oldTree.Value, newTree.Value) is not { } diff)
            {
                // Only the spelling changed: a diff of the trees would show nothing.
                TextDiff(GoText.Quote(old), GoText.Quote(@new));
                return;
            }

            Raw(oldTree.Kind == newTree.Kind ? $"({oldTree.Kind}) " : $"({oldTree.Kind} => {newTree.Kind}) ");
            ValueDiff(diff, static _ => { });
            return;
        }

        if (old.Contains('\n') || @new.Contains('\n'))
        {
            Raw("\n");
            (this with { Indent = Indent + 1 }).LineDiff(LineDifference.Compute(old, @new));
            return;
        }

        var start = LineDifference.CommonStart(old, @new);
        var end = LineDifference.CommonEnd(old.AsSpan(start), @new.AsSpan(start));
        void Side(StepOp op, string text)
        {
            Raw("\"");
            With(StepOp.Same, false).Raw(GoText.Escape(text[..start], quotes: true));
            With(op, false).Raw(GoText.Escape(text[start..^end], quotes: true));
            With(StepOp.Same, false).Raw(GoText.Escape(text[^end..], quotes: true));
            Raw("\"");
        }

        Side(StepOp.Delete, old);
        Raw(" => ");
        Side(StepOp.Create, @new);
        Raw("\n");
    }

    private void LineDiff(IReadOnlyList<LineDifference.Run> runs)
    {
        const int context = 2;
        for (var i = 0; i < runs.Count; i++)
        {
            var lines = runs[i].Lines.Where(l => !string.IsNullOrWhiteSpace(l)).ToList();
            var p = With(runs[i].Op, runs[i].Op != StepOp.Same);
            var (before, after) =
                i == 0 ? (0, context)
                : i == runs.Count - 1 ? (context, 0)
                : (context, context);
            var limit = i == 0 || i == runs.Count - 1 ? context + 1 : (2 * context) + 1;
            if (runs[i].Op != StepOp.Same || lines.Count <= limit)
            {
                lines.ForEach(p.TextLine);
                continue;
            }

            lines.Take(before).ToList().ForEach(p.TextLine);
            p.Line("...\n");
            lines.TakeLast(after).ToList().ForEach(p.TextLine);
        }
    }

    private static Action<PropertyPrinter> Title(string name, int width)
    {
        var padded = name + new string(' ', Math.Max(0, width - name.EnumerateRunes().Count()));
        return p => p.Line($"{padded}: ");
    }

    private PropertyPrinter With(StepOp op, bool marked) => this with { Op = op, Marked = marked };

    private void TextLine(string line) => Line(line.TrimEnd('\n') + "\n");

    private void Line(string text) => Raw(Margin(Indent, Op, Marked) + text);

    private void Unmarked(string text) => Raw(Margin(Indent, Op, marked: false) + text);

    private void Raw(string text) => Text.Append(string.IsNullOrWhiteSpace(text) ? text : Ink.Step(Op, text));
}

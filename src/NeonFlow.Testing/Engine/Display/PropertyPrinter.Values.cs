namespace NeonFlow.Testing.Engine.Display;

/// <summary>Whole values, as they stand in a state or are added to one.</summary>
internal sealed partial record PropertyPrinter
{
    private void Whole(StepOp op, PropertyValue? value, Action<PropertyPrinter> title)
    {
        var p = With(op, marked: true);
        title(p);
        p.ValueLine(value);
    }

    private void ValueLine(PropertyValue? value)
    {
        Value(value);
        Raw("\n");
    }

    private void Value(PropertyValue? value)
    {
        var inner = this with { Indent = Indent + 1 };
        switch (value)
        {
            case ArrayValue { Items.Count: 0 }:
                Raw("[]");
                break;
            case ArrayValue array:
                Raw("[\n");
                for (var i = 0; i < array.Items.Count; i++)
                {
                    Line($"    [{i}]: ");
                    inner.ValueLine(array.Items[i]);
                }

                Unmarked("]");
                break;
            case ObjectValue { Members.Count: 0 }:
                Raw("{}");
                break;
            case ObjectValue map:
                Raw("{\n");
                inner.Object(map.Members);
                Unmarked("}");
                break;
            case ResourceReferenceValue reference:
                Raw("{\n");
                inner.Property("URN", 3, reference.Urn);
                inner.Property("ID", 3, reference.Id ?? "");
                inner.Property("PackageVersion", 3, reference.PackageVersion);
                Unmarked("}");
                break;
            case AssetValue { Text: not null } asset:
                Raw($"asset(text:{ShortHash(asset.Hash)}) {{\n");
                Unmarked("    <contents elided>\n");
                Unmarked("}");
                break;
            case AssetValue asset:
                Raw(
                    asset.Path is { } path ? $"asset(file:{ShortHash(asset.Hash)}) {{ {path} }}"
                    : asset.Uri is { } uri ? $"asset(uri:{ShortHash(asset.Hash)}) {{ {uri} }}"
                    : $"asset(unknown:{ShortHash(asset.Hash)}) {{ }}"
                );
                break;
            case ArchiveValue { Assets: { } assets } archive:
                Raw($"archive(assets:{ShortHash(archive.Hash)}) {{\n");
                foreach (var (name, asset) in assets)
                {
                    Line($"    \"{name}\": ");
                    inner.ValueLine(asset);
                }

                Unmarked("}");
                break;
            case ArchiveValue archive:
                Raw(
                    archive.Path is { } file ? $"archive(file:{ShortHash(archive.Hash)}) {{ {file} }}"
                    : archive.Uri is { } address ? $"archive(uri:{ShortHash(archive.Hash)}) {{ {address} }}"
                    : $"archive({ShortHash(archive.Hash)}) {{ }}"
                );
                break;
            default:
                Plain(value);
                break;
        }
    }

    private void Plain(PropertyValue? value)
    {
        switch (value)
        {
            case BoolValue truth:
                Raw(truth.Value ? "true" : "false");
                break;
            case NumberValue number:
                Raw(GoText.Number(number.Value));
                break;
            case StringValue text when EncodedText.Decode(text.Value) is { } tree:
                Raw($"({tree.Kind}) ");
                ValueLine(tree.Value);
                break;
            case StringValue text:
                Raw(GoText.Quote(Truncate ? Truncated(text.Value) : text.Value));
                break;
            case SecretValue or OutputValue { IsSecret: true }:
                Raw("[secret]");
                break;
            case OutputValue { Value: { } known }:
                Plain(known);
                break;
            case UnknownValue or OutputValue:
                Raw("[unknown]");
                break;
            default:
                Raw("<null>");
                break;
        }
    }

    private static bool IsPlain(PropertyValue value) =>
        value is NullValue or BoolValue or NumberValue or StringValue or UnknownValue or OutputValue or SecretValue;

    private static string Truncated(string text)
    {
        var lines = text.Split('\n');
        var kept = lines.Take(TruncatedLines).Select(l => l.Length > TruncatedLineLength ? l[..TruncatedLineLength] + "..." : l);
        return string.Join('\n', kept) + (lines.Length > TruncatedLines ? "\n..." : "");
    }

    private static string ShortHash(string hash) => hash.Length > 7 ? hash[..7] : hash;

    private static string Change(string old, string @new) => old == @new ? old : $"{old}->{@new}";
}

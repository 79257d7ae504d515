using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;

namespace NeonFlow.Provider.Schema;

/// <summary>Property maps to records and back, by the shape alone.</summary>
public static class ShapeCodec
{
    /// <summary>
    /// Fills a record from a property map. Unknown values leave the default; wrong types and missing inputs become errors, all of them at
    /// once.
    /// </summary>
    public static Decoded<T> Decode<[DynamicallyAccessedMembers(ShapeInfo.Kept)] T>(PropertyValue.Map map, DecodeMode mode)
        where T : class
    {
        var reader = new Reader(mode);
        var value = (T)reader.Object(ShapeInfo.Of<T>(), map, "");
        return new(value, reader.Unknown.Count == 0 ? UnknownSet.None : new UnknownSet(reader.Unknown), reader.Errors);
    }

    /// <summary>
    /// Writes the properties that <paramref name="include"/> picks; null values are left out, secrets are wrapped wherever they stand.
    /// </summary>
    public static PropertyValue.Map Encode(ShapeInfo shape, object value, Func<PropertyShape, bool> include)
    {
        var entries = new Dictionary<string, PropertyValue>(StringComparer.Ordinal);
        foreach (var property in shape.Properties)
        {
            // A required secret that nobody can read (after an import) is an empty struct.
            if (
                include(property)
                && property.Member.GetValue(value) is { } member and not Secret { Reveal: null }
                && property.Value.Scalar?.IsDefault(member) != true
            )
            {
                var written = Write(property.Value, member);
                entries[property.Name] = property.IsConfidential ? new PropertyValue.Secret(written) : written;
            }
        }

        return new(entries);
    }

    /// <summary>The wire value of a constant default.</summary>
    public static PropertyValue Constant(object value) =>
        value switch
        {
            string s => s,
            bool b => b,
            int i => (double)i,
            long l => (double)l,
            double d => d,
            _ => throw new InvalidOperationException($"{value.GetType()} cannot be a default"),
        };

    /// <summary>Wire text of an enum member.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Enum types of shapes are kept whole by [Nested<T>].")]
    public static string WireName(object member)
    {
        var name = member.ToString()!;
        return member.GetType().GetField(name)?.GetCustomAttribute<WireNameAttribute>()?.Text ?? PropertyPath.Of(name);
    }

    /// <summary>The enum's members with their wire texts.</summary>
    public static IEnumerable<(object Member, string Text)> Members(Type type) =>
        Enum.GetValuesAsUnderlyingType(type).Cast<object>().Select(v => Enum.ToObject(type, v)).Select(static m => (m, WireName(m)));

    private static PropertyValue Write(ValueShape shape, object value)
    {
        switch (shape.Kind)
        {
            case ValueKind.Text when value is Secret secret:
                return new PropertyValue.Secret(secret.Reveal);
            case ValueKind.Text:
                return shape.Scalar is null ? (string)value : value.ToString()!;
            case ValueKind.Any:
                return ((Json)value).Value;
            case ValueKind.Bool:
                return (bool)value;
            case ValueKind.Integer:
            case ValueKind.Number:
                return Convert.ToDouble(value, CultureInfo.InvariantCulture);
            case ValueKind.Enum:
                return WireName(value);
            case ValueKind.Object:
                return Encode(shape.Object!, value, static _ => true);
            case ValueKind.Map:
                return new PropertyValue.Map(
                    value is IReadOnlyDictionary<string, int> numbers
                        ? numbers.ToDictionary(static e => e.Key, e => Write(shape.Element!, e.Value), StringComparer.Ordinal)
                        : ((IReadOnlyDictionary<string, string>)value).ToDictionary(
                            static e => e.Key,
                            static e => (PropertyValue)e.Value,
                            StringComparer.Ordinal
                        )
                );
            default:
                return new PropertyValue.List([
                    .. ((System.Collections.IEnumerable)value).Cast<object>().Select(item => Write(shape.Element!, item)),
                ]);
        }
    }

    private sealed class Reader(DecodeMode mode)
    {
        private int _secretsAround;

        public List<string> Unknown { get; } = [];

        public List<Diagnostic> Errors { get; } = [];

        public object Object(ShapeInfo shape, PropertyValue.Map map, string path)
        {
            var result = shape.New();
            foreach (var property in shape.Properties)
            {
                var at = PropertyPath.Member(path, property.Name);
                var value = map[property.Name];
                if (value?.Plain is null or PropertyValue.Null)
                {
                    if (mode == DecodeMode.Inputs && property.IsRequired && (property.IsInput || !property.IsOutput))
                    {
                        Errors.Add(
                            new(CoreDiagnostics.MissingInput, at, $"{at} is required but was not given a value.")
                            {
                                Fix = $"Give {at} a value; an output of another stack that does not exist is null, and null is none.",
                            }
                        );
                    }

                    continue;
                }

                if (Read(property.Value, value, at) is { } member)
                {
                    property.Member.SetValue(result, member);
                }
            }

            if (mode == DecodeMode.Inputs)
            {
                foreach (var name in map.Entries.Keys)
                {
                    if (shape[name] is not { } known || (path.Length == 0 && !known.IsInput && known.IsOutput))
                    {
                        if (!name.StartsWith("__", StringComparison.Ordinal))
                        {
                            var at = PropertyPath.Member(path, name);
                            var inputs = string.Join(
                                ", ",
                                shape.Properties.Where(static p => p.IsInput || !p.IsOutput).Select(static p => p.Name)
                            );
                            // What stands in a secret may be a key as well as a value.
                            Errors.Add(
                                _secretsAround > 0
                                    ? new(
                                        CoreDiagnostics.UnknownInput,
                                        path,
                                        $"{path} has a member that is not an input here; the inputs are: {inputs}."
                                    )
                                    : new(CoreDiagnostics.UnknownInput, at, $"{at} is not an input here; the inputs are: {inputs}.")
                            );
                        }
                    }
                }
            }

            return result;
        }

        private object? Read(ValueShape shape, PropertyValue value, string path)
        {
            if (shape.Kind == ValueKind.Any)
            {
                FindUnknowns(value, path);
                return value is PropertyValue.Null ? null : new Json(value);
            }

            if (value is PropertyValue.Secret secret)
            {
                _secretsAround++;
                var inner = Read(shape, secret.Inner, path);
                _secretsAround--;
                return inner;
            }

            switch (value)
            {
                case PropertyValue.Unknown:
                    Unknown.Add(path);
                    return null;
                case PropertyValue.Null:
                    return null;
                case PropertyValue.Reference reference when shape.Kind == ValueKind.Text:
                    if (reference.Id is null)
                    {
                        Unknown.Add(path);
                        return null;
                    }

                    return Text(shape, reference.Id, path);
            }

            switch (shape.Kind)
            {
                case ValueKind.Text when value is PropertyValue.Text text:
                    return Text(shape, text.Value, path);
                case ValueKind.Bool when value is PropertyValue.Bool b:
                    return b.Value;
                case ValueKind.Bool
                    when mode == DecodeMode.Settings && value is PropertyValue.Text t && bool.TryParse(t.Value, out var parsed):
                    return parsed;
                case ValueKind.Integer
                    when value is PropertyValue.Number n && n.Value == Math.Floor(n.Value) && Math.Abs(n.Value) <= 9007199254740992:
                    return Whole(shape, n.Value);
                case ValueKind.Number when value is PropertyValue.Number n:
                    return n.Value;
                case ValueKind.Integer
                or ValueKind.Number
                    when mode == DecodeMode.Settings
                        && value is PropertyValue.Text t
                        && long.TryParse(t.Value, CultureInfo.InvariantCulture, out var parsed):
                    return shape.Kind == ValueKind.Number ? (object)(double)parsed : Whole(shape, parsed);
                case ValueKind.Enum when value is PropertyValue.Text text:
                    foreach (var (member, wire) in Members(shape.Clr))
                    {
                        if (wire == text.Value)
                        {
                            return member;
                        }
                    }

                    Errors.Add(
                        new(
                            CoreDiagnostics.WrongType,
                            path,
                            $"{path} cannot be \"{text.Value}\"; possible values: "
                                + $"{string.Join(", ", Members(shape.Clr).Select(static m => m.Text))}."
                        )
                    );
                    return null;
                case ValueKind.Object when value is PropertyValue.Map map:
                    return Object(shape.Object!, map, path);
                case ValueKind.Map when value is PropertyValue.Map map:
                    return shape.Element!.Kind == ValueKind.Integer ? Entries<int>(shape, map, path) : Entries<string>(shape, map, path);
                case ValueKind.List when value is PropertyValue.List list:
                    return ReadList(shape, list, path);
                case ValueKind.List
                    when mode == DecodeMode.Settings && value is PropertyValue.Text t && SettingList.Read(t.Value) is { } list:
                    return ReadList(shape, list, path);
            }

            Errors.Add(new(CoreDiagnostics.WrongType, path, $"{path} must be {Describe(shape)}."));
            return null;
        }

        private Dictionary<string, T> Entries<T>(ValueShape shape, PropertyValue.Map map, string path)
        {
            var entries = new Dictionary<string, T>(StringComparer.Ordinal);
            foreach (var (key, item) in map.Entries)
            {
                if (Read(shape.Element!, item, _secretsAround > 0 ? path : PropertyPath.Member(path, key)) is T value)
                {
                    entries[key] = value;
                }
            }

            return entries;
        }

        private object? Text(ValueShape shape, string text, string path) =>
            shape.Scalar is { } scalar ? Scalar(scalar, text, path)
            : shape.Secret ? new Secret(text)
            : text;

        // A state of another version may hold what is refused today: it is left out, as everything that does not fit.
        private object? Scalar(ScalarAttribute scalar, string text, string path)
        {
            var value = scalar.Parse(text);
            if (value is null && mode != DecodeMode.State)
            {
                Errors.Add(scalar.Explain(text, path));
            }
            return value;
        }

        private void FindUnknowns(PropertyValue value, string path)
        {
            switch (value)
            {
                case PropertyValue.Unknown:
                    Unknown.Add(path);
                    break;
                case PropertyValue.Secret secret:
                    // What stands in a secret may be a key as well as a value.
                    if (secret.HasUnknowns)
                    {
                        Unknown.Add(path);
                    }
                    break;
                case PropertyValue.List list:
                    for (var i = 0; i < list.Items.Count; i++)
                    {
                        FindUnknowns(list.Items[i], PropertyPath.Element(path, i));
                    }
                    break;
                case PropertyValue.Map map:
                    foreach (var (key, item) in map.Entries)
                    {
                        FindUnknowns(item, PropertyPath.Member(path, key));
                    }
                    break;
            }
        }

        // Boxed with the property's own type: reflection does not convert.
        private static object Whole(ValueShape shape, double value) =>
            shape.Clr == typeof(int) ? (object)(int)Math.Clamp(value, int.MinValue, int.MaxValue) : (long)value;

        private object ReadList(ValueShape shape, PropertyValue.List list, string path)
        {
            var items = new List<object>(list.Items.Count);
            for (var i = 0; i < list.Items.Count; i++)
            {
                if (Read(shape.Element!, list.Items[i], PropertyPath.Element(path, i)) is { } item)
                {
                    items.Add(item);
                }
            }

            var element = shape.Element!;
            var array =
                element.Nested is { } nested ? nested.NewArray(items.Count)
                : element.Scalar is { } scalar ? scalar.NewArray(items.Count)
                : element.Clr == typeof(string) ? new string[items.Count]
                : element.Clr == typeof(int) ? new int[items.Count]
                : element.Clr == typeof(long) ? new long[items.Count]
                : element.Clr == typeof(Secret) ? new Secret[items.Count]
                : throw new InvalidOperationException($"{path}: lists of {element.Clr} are not supported");
            for (var i = 0; i < items.Count; i++)
            {
                array.SetValue(items[i], i);
            }

            return array;
        }

        private static string Describe(ValueShape shape) =>
            shape.Kind switch
            {
                ValueKind.Text or ValueKind.Enum => "a string",
                ValueKind.Bool => "true or false",
                ValueKind.Integer => "a whole number",
                ValueKind.Number => "a number",
                ValueKind.List => "a list",
                ValueKind.Any => "any value",
                _ => "an object",
            };
    }
}

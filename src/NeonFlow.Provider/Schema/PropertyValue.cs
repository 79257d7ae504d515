namespace NeonFlow.Provider.Schema;

/// <summary>A value of a Pulumi property map: plain, secret, unknown (only in previews) or a reference to a resource.</summary>
public abstract record PropertyValue
{
    private PropertyValue() { }

    /// <summary>Absent value inside a list or map.</summary>
    public sealed record Null : PropertyValue
    {
        /// <summary>The only instance needed.</summary>
        public static readonly Null Value = new();
    }

    /// <summary>Truth value.</summary>
    public sealed record Bool(bool Value) : PropertyValue;

    /// <summary>Number; whole numbers are exact up to 2^53.</summary>
    public sealed record Number(double Value) : PropertyValue;

    /// <summary>Text.</summary>
    public sealed record Text(string Value) : PropertyValue;

    /// <summary>List.</summary>
    public sealed record List(IReadOnlyList<PropertyValue> Items) : PropertyValue;

    /// <summary>Object or map; keys in wire order.</summary>
    public sealed record Map(IReadOnlyDictionary<string, PropertyValue> Entries) : PropertyValue
    {
        /// <summary>No entries.</summary>
        public static readonly Map Empty = new(new Dictionary<string, PropertyValue>());

        /// <summary>The entry or null.</summary>
        public PropertyValue? this[string key] => Entries.GetValueOrDefault(key);
    }

    /// <summary>Wrapped value that must not be printed.</summary>
    public sealed record Secret(PropertyValue Inner) : PropertyValue
    {
        /// <inheritdoc/>
        public override string ToString() => "[secret]";
    }

    /// <summary>Value that is known only after the operation.</summary>
    public sealed record Unknown : PropertyValue
    {
        /// <summary>The only instance needed.</summary>
        public static readonly Unknown Value = new();
    }

    /// <summary>Reference to a resource; id is null where it is unknown or the resource has none.</summary>
    public sealed record Reference(string Urn, string? Id) : PropertyValue;

    /// <summary>The value without its secret wrappers (the outermost ones only).</summary>
    public PropertyValue Plain => this is Secret s ? s.Inner.Plain : this;

    /// <summary>Whether this value is, or holds anywhere, a secret.</summary>
    public bool HasSecrets =>
        this switch
        {
            Secret => true,
            List l => l.Items.Any(static i => i.HasSecrets),
            Map m => m.Entries.Values.Any(static i => i.HasSecrets),
            _ => false,
        };

    /// <summary>Whether this value is, or holds anywhere, an unknown.</summary>
    public bool HasUnknowns =>
        this switch
        {
            Unknown => true,
            Secret s => s.Inner.HasUnknowns,
            List l => l.Items.Any(static i => i.HasUnknowns),
            Map m => m.Entries.Values.Any(static i => i.HasUnknowns),
            _ => false,
        };

    /// <summary>Text value.</summary>
    public static implicit operator PropertyValue(string value) => new Text(value);

    /// <summary>Truth value.</summary>
    public static implicit operator PropertyValue(bool value) => new Bool(value);

    /// <summary>Number.</summary>
    public static implicit operator PropertyValue(double value) => new Number(value);
}

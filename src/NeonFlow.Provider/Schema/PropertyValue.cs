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
    public sealed record List(IReadOnlyList<PropertyValue> Items) : PropertyValue
    {
        /// <inheritdoc/>
        public override bool HasSecrets { get; } = Items.Any(static i => i.HasSecrets);

        /// <inheritdoc/>
        public override bool HasUnknowns { get; } = Items.Any(static i => i.HasUnknowns);
    }

    /// <summary>Object or map; keys in wire order.</summary>
    public sealed record Map(IReadOnlyDictionary<string, PropertyValue> Entries) : PropertyValue
    {
        /// <summary>No entries.</summary>
        public static readonly Map Empty = new(new Dictionary<string, PropertyValue>());

        /// <inheritdoc/>
        public override bool HasSecrets { get; } = Entries.Values.Any(static i => i.HasSecrets);

        /// <inheritdoc/>
        public override bool HasUnknowns { get; } = Entries.Values.Any(static i => i.HasUnknowns);

        /// <summary>The entry or null.</summary>
        public PropertyValue? this[string key] => Entries.GetValueOrDefault(key);
    }

    /// <summary>Wrapped value that must not be printed.</summary>
    public sealed record Secret(PropertyValue Inner) : PropertyValue
    {
        /// <inheritdoc/>
        public override bool HasSecrets => true;

        /// <inheritdoc/>
        public override bool HasUnknowns { get; } = Inner.HasUnknowns;
    }

    /// <summary>Value that is known only after the operation.</summary>
    public sealed record Unknown : PropertyValue
    {
        /// <summary>The only instance needed.</summary>
        public static readonly Unknown Value = new();

        /// <inheritdoc/>
        public override bool HasUnknowns => true;
    }

    /// <summary>Reference to a resource; id is null where it is unknown or the resource has none.</summary>
    public sealed record Reference(string Urn, string? Id) : PropertyValue;

    /// <summary>The value without its secret wrappers (the outermost ones only).</summary>
    public PropertyValue Plain => this is Secret s ? s.Inner.Plain : this;

    /// <summary>Whether this value is, or holds anywhere, a secret; known from the start, because it is asked at every level.</summary>
    public virtual bool HasSecrets => false;

    /// <summary>Whether this value is, or holds anywhere, an unknown.</summary>
    public virtual bool HasUnknowns => false;

    /// <summary>What kind of value it is: the text that a record makes of itself would show secrets, and never end.</summary>
    public sealed override string ToString() => $"[{GetType().Name}]";

    /// <summary>Text value.</summary>
    public static implicit operator PropertyValue(string value) => new Text(value);

    /// <summary>Truth value.</summary>
    public static implicit operator PropertyValue(bool value) => new Bool(value);

    /// <summary>Number.</summary>
    public static implicit operator PropertyValue(double value) => new Number(value);
}

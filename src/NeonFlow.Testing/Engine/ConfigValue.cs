namespace NeonFlow.Testing.Engine;

/// <summary>One config value of a stack.</summary>
/// <remarks>In pulumi/pulumi: Value (sdk/go/common/resource/config/value.go).</remarks>
public readonly record struct ConfigValue(string Value, bool Secret)
{
    /// <summary>A plain value: it stands in the state and in messages as it is.</summary>
    public static implicit operator ConfigValue(string value) => new(value, false);

    /// <summary>The value is encrypted in the state and hidden in messages.</summary>
    public static ConfigValue OfSecret(string value) => new(value, true);
}

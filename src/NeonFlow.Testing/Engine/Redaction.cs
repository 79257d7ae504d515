namespace NeonFlow.Testing.Engine;

/// <summary>
/// Hides the secret values of the stack's config in what is shown, and nothing else: the real engine knows no other secret text.
/// </summary>
/// <remarks>In pulumi/pulumi: FilterString (sdk/go/common/util/logging/log.go).</remarks>
internal sealed class Redaction
{
    private readonly string[] _secrets;

    public Redaction(IEnumerable<string> secrets) =>
        _secrets = [.. secrets.Where(s => s.Length >= 3).Distinct(StringComparer.Ordinal).OrderByDescending(s => s.Length)];

    public string Apply(string text)
    {
        foreach (var secret in _secrets)
        {
            text = text.Replace(secret, "[secret]", StringComparison.Ordinal);
        }

        return text;
    }

    public PropertyMap Apply(PropertyMap map) => _secrets.Length == 0 ? map : map.Select((_, v) => Apply(v));

    private PropertyValue Apply(PropertyValue value) =>
        value switch
        {
            StringValue text => Apply(text.Value) is var shown && shown == text.Value ? text : shown,
            ArrayValue array => new ArrayValue(array.Items.Select(Apply)),
            ObjectValue map => new ObjectValue(Apply(map.Members)),
            _ => value,
        };
}

namespace Pulumi.Neonflow;

[OutputType]
public sealed class WidgetPingResult
{
    public readonly string Value;

    [OutputConstructor]
    private WidgetPingResult(string value) => Value = value;
}

namespace Pulumi.Neonflow;

[OutputType]
public sealed class GetThingResult
{
    public readonly string Name;
    public readonly int? Limit;

    [OutputConstructor]
    private GetThingResult(string name, int? limit)
    {
        Name = name;
        Limit = limit;
    }
}

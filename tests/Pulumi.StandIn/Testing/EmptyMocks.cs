namespace Pulumi.Testing;

public class EmptyMocks : IMocks
{
    public Task<object> CallAsync(MockCallArgs args) => Task.FromResult<object>(args.Args);

    public Task<(string? id, object state)> NewResourceAsync(MockResourceArgs args) =>
        Task.FromResult<(string?, object)>(($"{args.Name}_id", args.Inputs));
}

namespace NeonFlow.Testing.Estuary;

internal sealed class Draft(FlowId id, User owner, string? detail)
{
    public FlowId Id { get; } = id;
    public User Owner { get; } = owner;
    public string? Detail { get; set; } = detail;
    public DateTimeOffset CreatedAt { get; } = DateTimeOffset.UtcNow;
    public DateTimeOffset UpdatedAt { get; set; } = DateTimeOffset.UtcNow;
    public SortedDictionary<string, DraftSpec> Specs { get; } = new(StringComparer.Ordinal);
    public List<DraftError> Errors { get; set; } = [];
}

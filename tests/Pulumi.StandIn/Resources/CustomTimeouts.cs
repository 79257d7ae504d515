namespace Pulumi;

public sealed class CustomTimeouts
{
    public TimeSpan? Create { get; set; }

    public TimeSpan? Update { get; set; }

    public TimeSpan? Delete { get; set; }

    internal CustomTimeouts Copied() =>
        new()
        {
            Create = Create,
            Update = Update,
            Delete = Delete,
        };
}

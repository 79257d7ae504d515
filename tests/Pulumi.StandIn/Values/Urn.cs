namespace Pulumi;

public readonly struct Urn : IEquatable<Urn>
{
    private readonly string _value;

    public Urn(string value) => _value = value ?? throw new ArgumentNullException(nameof(value));

    public static Output<string> Create(
        Input<string> name,
        Input<string> type,
        Resource? parent = null,
        Input<string>? parentUrn = null,
        Input<string>? project = null,
        Input<string>? stack = null
    )
    {
        Output<string> prefix;
        if (parent is not null || parentUrn is not null)
        {
            prefix = (parent is not null ? parent.Urn : parentUrn.ToOutput()).Apply(urn =>
                urn[..urn.LastIndexOf("::", StringComparison.Ordinal)] + "$"
            );
        }
        else
        {
            var instance = Deployment.Instance;
            prefix = Output.Format($"urn:pulumi:{stack ?? instance.StackName}::{project ?? instance.ProjectName}::");
        }

        return Output.Format($"{prefix}{type}::{name}");
    }

    public bool Equals(Urn other) => string.Equals(_value, other._value, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is Urn other && Equals(other);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_value ?? "");

    public override string ToString() => _value;

    public static bool operator ==(Urn left, Urn right) => left.Equals(right);

    public static bool operator !=(Urn left, Urn right) => !left.Equals(right);

    public static implicit operator string(Urn value) => value._value;
}

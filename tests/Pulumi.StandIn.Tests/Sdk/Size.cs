namespace Pulumi.Neonflow;

public enum Size
{
    Small = 1,
    Large = 2,
}

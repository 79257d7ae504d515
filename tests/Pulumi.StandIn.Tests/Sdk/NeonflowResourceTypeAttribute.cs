namespace Pulumi.Neonflow;

internal sealed class NeonflowResourceTypeAttribute(string type) : global::Pulumi.ResourceTypeAttribute(type, Utilities.Version);

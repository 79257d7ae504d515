using System.Collections.Immutable;
using System.ComponentModel;
using System.Text.Json;
using Pulumi.Serialization;

namespace Pulumi.Neonflow;

internal sealed class NeonflowResourceTypeAttribute(string type) : global::Pulumi.ResourceTypeAttribute(type, Utilities.Version);

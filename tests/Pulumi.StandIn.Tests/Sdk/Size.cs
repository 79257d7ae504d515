using System.Collections.Immutable;
using System.ComponentModel;
using System.Text.Json;
using Pulumi.Serialization;

namespace Pulumi.Neonflow;

public enum Size
{
    Small = 1,
    Large = 2,
}

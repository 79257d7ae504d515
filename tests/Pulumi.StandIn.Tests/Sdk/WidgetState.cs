using System.Collections.Immutable;
using System.ComponentModel;
using System.Text.Json;
using Pulumi.Serialization;

namespace Pulumi.Neonflow;

public sealed class WidgetState : global::Pulumi.ResourceArgs
{
    [Input("title")] public Input<string>? Title { get; set; }
}

using System.Collections.Immutable;
using System.ComponentModel;
using System.Text.Json;
using Pulumi.Serialization;

namespace Pulumi.Neonflow;

public sealed class WidgetPingArgs : global::Pulumi.CallArgs
{
    [Input("message")] public Input<string>? Message { get; set; }
}

using System.Net;
using System.Text.Json.Nodes;
using NeonFlow.Testing.Connectors;

namespace NeonFlow.Testing.Estuary;

/// <summary>Everything a capture needs to run; its config is still sealed.</summary>
internal sealed record CaptureBuild(FlowId Build, DataPlaneInfo DataPlane, string Image, JsonObject Capture, bool Disabled, IReadOnlyList<string> Targets, bool Reset);

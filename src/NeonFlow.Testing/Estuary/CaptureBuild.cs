using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary;

/// <summary>Everything a capture needs to run; its config is still sealed.</summary>
internal sealed record CaptureBuild(
    FlowId Build,
    DataPlaneInfo DataPlane,
    string Image,
    JsonObject Capture,
    bool Disabled,
    IReadOnlyList<string> Targets,
    bool Reset
);

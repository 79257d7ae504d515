using System.Collections.Concurrent;
using NeonFlow.Provider.Dispatch;
using NeonFlow.Provider.Shapes;
using NeonFlow.Testing.Neon;
using static NeonFlow.Provider.Tests.Apis.Stack;

namespace NeonFlow.Provider.Tests.Preflight;

/// <summary>A resource as the engine saved it.</summary>
internal sealed record Saved(string Id, PropertyValue.Map Inputs, PropertyValue.Map Outputs);

using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using NeonFlow.Provider.Resources;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Dispatch;

/// <summary>Who a call is about.</summary>
internal sealed record Target(string Urn, string Name, string Type);

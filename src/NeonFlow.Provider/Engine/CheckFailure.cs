using System.Diagnostics.CodeAnalysis;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Dispatch;

/// <summary>A failed check: the property as the engine may print it, and the reason.</summary>
internal sealed record CheckFailure(string Property, string Reason);

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Preflight;

/// <summary>A note in a file.</summary>
internal sealed record WrittenNote(long At, IntentAct Act, string Urn, bool Flag, IReadOnlyList<WrittenIntent> Intents, string? Place, string? Other);

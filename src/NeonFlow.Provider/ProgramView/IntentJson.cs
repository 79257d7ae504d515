using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Preflight;

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WrittenNote))]
[JsonSerializable(typeof(RoleIntent))]
[JsonSerializable(typeof(LogicalReplicationIntent))]
[JsonSerializable(typeof(GrantIntent))]
[JsonSerializable(typeof(DefaultPrivilegesIntent))]
[JsonSerializable(typeof(PublicationIntent))]
[JsonSerializable(typeof(WatermarksIntent))]
[JsonSerializable(typeof(SlotIntent))]
[JsonSerializable(typeof(SlotUseIntent))]
[JsonSerializable(typeof(CaptureIntent))]
[JsonSerializable(typeof(AddressesIntent))]
internal sealed partial class IntentJson : JsonSerializerContext;

using System.Text.Json.Serialization;

namespace NeonFlow.Provider.ProgramView;

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

using System.Text.Json.Serialization;

namespace NeonFlow.Neon;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ProjectUpdate))]
[JsonSerializable(typeof(RoleCreate))]
[JsonSerializable(typeof(ProjectAnswer))]
[JsonSerializable(typeof(ProjectsAnswer))]
[JsonSerializable(typeof(BranchAnswer))]
[JsonSerializable(typeof(BranchesAnswer))]
[JsonSerializable(typeof(EndpointsAnswer))]
[JsonSerializable(typeof(RoleAnswer))]
[JsonSerializable(typeof(RolesAnswer))]
[JsonSerializable(typeof(PasswordAnswer))]
[JsonSerializable(typeof(UriAnswer))]
[JsonSerializable(typeof(DatabaseAnswer))]
[JsonSerializable(typeof(DatabasesAnswer))]
[JsonSerializable(typeof(OperationAnswer))]
[JsonSerializable(typeof(OperationsAnswer))]
[JsonSerializable(typeof(AuthInfo))]
[JsonSerializable(typeof(ErrorAnswer))]
internal sealed partial class NeonJson : JsonSerializerContext;

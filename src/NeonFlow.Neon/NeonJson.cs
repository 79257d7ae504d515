using System.Text.Json.Serialization;
using NeonFlow.Http;

namespace NeonFlow.Neon;

/// <summary>
/// Bodies of the Neon API. Members of an answer may be absent or null: a list is then empty and a text empty. Only what a caller cannot do
/// without is <c>required</c>.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    Converters = [typeof(NullAsFalse), typeof(NullAsZero)]
)]
[JsonSerializable(typeof(ProjectUpdate))]
[JsonSerializable(typeof(RoleCreate))]
[JsonSerializable(typeof(AuthAnswer))]
[JsonSerializable(typeof(ProjectAnswer))]
[JsonSerializable(typeof(ProjectsAnswer))]
[JsonSerializable(typeof(OrganizationsAnswer))]
[JsonSerializable(typeof(BranchesAnswer))]
[JsonSerializable(typeof(EndpointsAnswer))]
[JsonSerializable(typeof(RoleAnswer))]
[JsonSerializable(typeof(RolesAnswer))]
[JsonSerializable(typeof(PasswordAnswer))]
[JsonSerializable(typeof(UriAnswer))]
[JsonSerializable(typeof(DatabasesAnswer))]
[JsonSerializable(typeof(OperationAnswer))]
[JsonSerializable(typeof(OperationsAnswer))]
[JsonSerializable(typeof(ChangeAnswer))]
[JsonSerializable(typeof(ErrorAnswer))]
internal sealed partial class NeonJson : JsonSerializerContext;

using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using NeonFlow.Testing.Engine;
using Pulumirpc;

namespace NeonFlow.Testing.Tests.Engine.Captures;

/// <summary>Recorded JSON to messages and back.</summary>
internal static class CapturedMessages
{
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    public static T Parse<T>(JsonNode? from)
        where T : class, IMessage<T>, new() => Parser.Parse<T>((from ?? new JsonObject()).ToJsonString(Placeholders.Json));

    public static JsonObject Json(IMessage message) => JsonNode.Parse(JsonFormatter.Default.Format(message))!.AsObject();

    /// <summary>The failure that a recorded call ended with, details included.</summary>
    public static RpcException Failure(string error, JsonArray? details)
    {
        var cut = error.IndexOf(": ", StringComparison.Ordinal);
        var code = System.Enum.GetValues<StatusCode>().Single(c => Wire.CodeName(c) == error[..cut]);
        var message = error[(cut + 2)..];
        var trailers = new Metadata();
        if (details is { Count: > 0 })
        {
            var status = new Google.Rpc.Status { Code = (int)code, Message = message };
            foreach (var detail in details)
            {
                var content = detail!.DeepClone().AsObject();
                var type = content["@type"]!.GetValue<string>();
                content.Remove("@type");
                IMessage parsed = type[(type.LastIndexOf('.') + 1)..] switch
                {
                    nameof(ErrorResourceInitFailed) => Parse<ErrorResourceInitFailed>(content),
                    nameof(ConfigureErrorMissingKeys) => Parse<ConfigureErrorMissingKeys>(content),
                    nameof(InputPropertiesError) => Parse<InputPropertiesError>(content),
                    _ => throw new InvalidDataException($"a capture has a detail of type {type}, which no message here describes"),
                };
                status.Details.Add(new Any { TypeUrl = type, Value = parsed.ToByteString() });
            }

            trailers.Add("grpc-status-details-bin", status.ToByteArray());
        }

        return new(new Status(code, message), trailers);
    }
}

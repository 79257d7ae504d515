using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Pulumirpc;

namespace PulumiSdkTests.Engine;

/// <summary>Calls the transforms of a registration with one given request, and echoes everything.</summary>
internal sealed class TransformingAnswers(TransformRequest request) : IAnswers
{
    private readonly EchoAnswers _echo = new();

    public List<TransformResponse> Answers { get; } = [];

    public List<Status> Failures { get; } = [];

    /// <summary>Whether the program's functions are called by another name than it gave them.</summary>
    public bool ByWrongToken { get; init; }

    public JsonNode To(RecordedCall call)
    {
        foreach (var callback in call.Request["transforms"]?.AsArray() ?? [])
        {
            using var channel = GrpcChannel.ForAddress($"http://{callback!["target"]}");
            var token = ByWrongToken ? "unknown" : (string)callback["token"]!;
            try
            {
                var response = new Callbacks.CallbacksClient(channel).Invoke(new() { Token = token, Request = request.ToByteString() });
                Answers.Add(TransformResponse.Parser.ParseFrom(response.Response));
            }
            catch (RpcException failure)
            {
                Failures.Add(failure.Status);
            }
        }

        return _echo.To(call);
    }
}

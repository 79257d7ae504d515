using System.Text.Json.Nodes;

namespace PulumiSdkTests.Engine;

internal interface IAnswers
{
    JsonNode To(RecordedCall call);
}

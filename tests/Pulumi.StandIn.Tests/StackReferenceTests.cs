using System.Text.Json.Nodes;
using Pulumi;
using PulumiSdkTests.Engine;

namespace PulumiSdkTests;

/// <summary>Outputs of another stack, as a program reads them.</summary>
public class StackReferenceTests
{
    private const string Mark = "4dabf18193072939515e22adb298388d";
    private const string Secret = "1b47061264138c4ac30d75fd1eb44270";

    private static readonly EchoAnswers Network = new()
    {
        Instead = call =>
            call.Method == "ResourceMonitor.ReadResource"
                ? JsonNode.Parse(
                    $$"""
                    { "urn": "urn:pulumi:dev::proj::pulumi:pulumi:StackReference::net",
                      "properties": { "name": "{{call.Request["id"]}}",
                      "outputs": { "vpc": "vpc-1", "key": { "{{Mark}}": "{{Secret}}", "value": "hunter2" } },
                      "secretOutputNames": ["key"] } }
                    """
                )
                : null,
    };

    private static async Task<(int ExitCode, IReadOnlyList<RecordedCall> Calls)> RunAsync(
        Func<StackReference, Task<Dictionary<string, object?>>> program
    ) =>
        await Engine.Program.RunAsync(
            Network,
            () =>
                Deployment.RunAsync(async () =>
                    (IDictionary<string, object?>)await program(new StackReference("net", new() { Name = "org/net/dev" }))
                )
        );

    [Fact]
    public async Task One_output_is_secret_only_if_the_other_stack_keeps_it_secret()
    {
        var (exitCode, calls) = await RunAsync(async network =>
        {
            var (open, hidden) = (await network.GetOutputDetailsAsync("vpc"), await network.GetOutputDetailsAsync("key"));
            return new()
            {
                ["vpc"] = network.RequireOutput("vpc"),
                ["key"] = network.GetOutput("key"),
                ["none"] = network.GetOutput("none").Apply(value => value is null),
                ["all"] = network.Outputs,
                ["value"] = await network.GetValueAsync("vpc"),
                ["required"] = await network.RequireValueAsync("vpc"),
                ["details"] = $"{open.Value} {open.SecretValue} {hidden.Value} {hidden.SecretValue}",
                ["name"] = network.Name,
            };
        });
        Assert.Equal(0, exitCode);
        var read = calls.Single(call => call.Method == "ResourceMonitor.ReadResource").Request;
        Assert.Equal(("net", "org/net/dev"), ((string?)read["name"], (string?)read["id"]));
        var outputs = calls.Single(call => call.Method == "ResourceMonitor.RegisterResourceOutputs").Request["outputs"]!;
        Assert.Equal("vpc-1", (string?)outputs["vpc"]);
        Assert.Equal("hunter2", (string?)outputs["key"]!["value"]);
        Assert.Equal(Secret, (string?)outputs["key"]![Mark]);
        Assert.True((bool)outputs["none"]!);
        Assert.Equal(Secret, (string?)outputs["all"]![Mark]);
        Assert.Equal("vpc-1", (string?)outputs["value"]);
        Assert.Equal("vpc-1", (string?)outputs["required"]);
        Assert.Equal("vpc-1   hunter2", (string?)outputs["details"]);
        Assert.Equal("org/net/dev", (string?)outputs["name"]);
    }

    [Theory]
    [InlineData("missing", "Required output 'none' does not exist on stack 'org/net/dev'.")]
    [InlineData("value", "Cannot call 'GetOutputValueAsync' if the referenced stack has secret outputs. Use 'GetOutput' instead.")]
    [InlineData(
        "required",
        "Cannot call 'RequireOutputValueAsync' if the referenced stack has secret outputs. Use 'RequireOutput' instead."
    )]
    public async Task What_cannot_be_had_says_why(string asked, string message)
    {
        var (exitCode, calls) = await RunAsync(async network =>
            new()
            {
                ["x"] = asked switch
                {
                    "missing" => network.RequireOutput("none"),
                    "value" => await network.GetValueAsync("key"),
                    _ => await network.RequireValueAsync("key"),
                },
            }
        );
        Assert.Equal(32, exitCode);
        Assert.Contains(message, (string?)calls.First(call => call.Method == "Engine.Log").Request["message"], StringComparison.Ordinal);
    }
}

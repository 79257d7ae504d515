using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using Pulumi;
using Pulumi.App;
using Pulumi.Neonflow;
using Pulumi.Utilities;
using Pulumirpc;
using PulumiSdkTests.Engine;
using Deployment = Pulumi.Deployment;

namespace PulumiSdkTests;

/// <summary>What a resource transform is given, and what of its answer goes back to the engine.</summary>
public class TransformTests
{
    private const string Other = "urn:pulumi:dev::proj::neonflow:index:Widget::other";
    private const string Comp = "urn:pulumi:dev::proj::app:index:LocalComp::comp";
    private const string Prov = "urn:pulumi:dev::proj::pulumi:providers:neonflow::prov";

    private static async Task<TransformingAnswers> RunAsync(
        string request,
        Func<ResourceTransformArgs, Task<ResourceTransformResult?>> transform,
        bool byWrongToken = false
    )
    {
        var answers = new TransformingAnswers(JsonParser.Default.Parse<TransformRequest>(request)) { ByWrongToken = byWrongToken };
        var (exitCode, calls) = await Engine.Program.RunAsync(
            answers,
            () =>
                Deployment.RunAsync(() =>
                {
                    _ = new LocalComp("comp", new() { ResourceTransforms = { (args, _) => transform(args) } });
                })
        );
        Assert.True(exitCode == 0, string.Join('\n', calls.Select(call => call.Request.ToJsonString())));
        return answers;
    }

    private static JsonNode Json(IMessage message) => JsonNode.Parse(JsonFormatter.Default.Format(message))!;

    [Fact]
    public async Task Arguments_arrive_as_values_and_outputs_and_go_back_as_they_were()
    {
        const string properties = """
            { "title": "x", "count": 3,
              "password": { "4dabf18193072939515e22adb298388d": "d0e6a833031e9bbcd3f4e8bde6ca49a4", "value": "hunter2", "secret": true },
              "labels": { "id": { "4dabf18193072939515e22adb298388d": "d0e6a833031e9bbcd3f4e8bde6ca49a4", "dependencies": ["OTHER"] } } }
            """;
        var seen = new List<string>();
        var answers = await RunAsync(
            $$"""
            { "name": "w", "type": "neonflow:index:Widget", "custom": true, "options": {},
              "properties": {{properties.Replace("OTHER", Other)}} }
            """,
            async args =>
            {
                seen.Add($"{args.Name} {args.Type} {args.Custom} {args.Args["title"]} {args.Args["count"]}");
                var password = Assert.IsType<Output<string>>(args.Args["password"]);
                seen.Add($"{await Output.IsSecretAsync(password)} {await OutputUtilities.GetValueAsync(password)}");
                return new(args.Args.SetItem("title", "y"), args.Options);
            }
        );
        Assert.Equal(["w neonflow:index:Widget True x 3", "True hunter2"], seen);
        var expected = JsonNode.Parse(properties.Replace("OTHER", Other, StringComparison.Ordinal))!;
        expected["title"] = "y";
        Assert.True(
            JsonNode.DeepEquals(expected, Json(Assert.Single(answers.Answers).Properties)),
            Json(answers.Answers[0]).ToJsonString()
        );
    }

    [Theory]
    [InlineData(
        """
            { "dependsOn": ["OTHER"], "protect": true, "ignoreChanges": ["a"], "replaceOnChanges": ["b"], "version": "1.2.0",
              "provider": "PROV::id-1", "customTimeouts": { "create": "300000000000ns" }, "pluginDownloadUrl": "https://example.test",
              "retainOnDelete": true, "deletedWith": "OTHER", "replaceWith": ["OTHER"], "deleteBeforeReplace": true,
              "additionalSecretOutputs": ["c"], "replacementTrigger": "t",
              "aliases": [
            { "urn": "OTHER" }, { "spec": { "name": "n", "parentUrn": "COMP" } }, { "spec": { "type": "t", "noParent": true } } ] }
            """,
        true
    )]
    [InlineData("""{ "protect": false, "providers": { "neonflow": "PROV::04da6b54-80e4-46f7-96ec-b56ff0331ba9" } }""", false)]
    public async Task Options_that_a_transform_hands_back_are_those_that_it_was_given(string options, bool custom)
    {
        options = options.Replace("OTHER", Other).Replace("COMP", Comp).Replace("PROV", Prov);
        var answers = await RunAsync(
            $$"""
            { "name": "w", "type": "a:b:C", "custom": {{(custom ? "true" : "false")}}, "parent": "{{Comp}}", "properties": {},
              "options": {{options}} }
            """,
            async args =>
            {
                Assert.Equal(Comp, await OutputUtilities.GetValueAsync(args.Options.Parent!.Urn));
                return new(args.Args, args.Options);
            }
        );
        var returned = Json(Assert.Single(answers.Answers).Options);
        var expected = JsonNode.Parse(options)!;
        if (custom)
        {
            // The protocol's text of a spec holds the names that are empty, too.
            expected = Json(JsonParser.Default.Parse<TransformResourceOptions>(options));
            expected["customTimeouts"] = returned["customTimeouts"]!.DeepClone();
            Assert.Equal("300000000000ns", (string?)returned["customTimeouts"]!["create"]);
        }

        Assert.True(JsonNode.DeepEquals(expected, returned), returned.ToJsonString());
    }

    [Fact]
    public async Task An_import_id_and_hidden_diffs_are_lost_as_with_the_real_sdk()
    {
        var answers = await RunAsync(
            """{ "name": "w", "type": "a:b:C", "custom": true, "properties": {}, "options": { "import": "i", "hideDiff": ["a"] } }""",
            args =>
            {
                Assert.Equal(["a"], args.Options.HideDiffs);
                return Task.FromResult<ResourceTransformResult?>(new(args.Args, args.Options));
            }
        );
        Assert.Equal("""{"deleteBeforeReplace":false}""", Json(Assert.Single(answers.Answers).Options).ToJsonString());
    }

    [Fact]
    public async Task A_transform_that_returns_nothing_changes_nothing()
    {
        var answers = await RunAsync(
            """{ "name": "w", "type": "a:b:C", "properties": {}, "options": {} }""",
            _ => Task.FromResult<ResourceTransformResult?>(null)
        );
        Assert.Equal(new TransformResponse(), Assert.Single(answers.Answers));
    }

    [Fact]
    public async Task A_transform_runs_in_its_deployment()
    {
        var project = "";
        await RunAsync(
            """{ "name": "w", "type": "a:b:C", "properties": {}, "options": {} }""",
            _ =>
            {
                project = Deployment.Instance.ProjectName;
                return Task.FromResult<ResourceTransformResult?>(null);
            }
        );
        Assert.Equal("proj", project);
    }

    [Fact]
    public async Task A_failing_transform_options_without_a_version_and_an_unknown_token_are_errors_of_the_call()
    {
        const string request = """{ "name": "w", "type": "a:b:C", "properties": {}, "options": {} }""";
        var failing = await RunAsync(request, _ => throw new InvalidOperationException("no such label"));
        Assert.Equal(new Status(StatusCode.Unknown, "no such label"), Plain(Assert.Single(failing.Failures)));
        var anew = await RunAsync(
            request,
            args => Task.FromResult<ResourceTransformResult?>(new(args.Args, new ComponentResourceOptions { Protect = true }))
        );
        Assert.Equal("Value cannot be null. (Parameter 'value')", Assert.Single(anew.Failures).Detail);
        var unknown = await RunAsync(request, _ => Task.FromResult<ResourceTransformResult?>(null), byWrongToken: true);
        Assert.Equal(new Status(StatusCode.InvalidArgument, "Callback not found: unknown"), Plain(Assert.Single(unknown.Failures)));

        static Status Plain(Status status) => new(status.StatusCode, status.Detail);
    }

    [Fact]
    public async Task An_engine_without_transforms_is_too_old()
    {
        var (exitCode, calls) = await Engine.Program.RunAsync(
            new EchoAnswers
            {
                Instead = call => (string?)call.Request["id"] == "transforms" ? new JsonObject { ["hasSupport"] = false } : null,
            },
            () =>
                Deployment.RunAsync(() =>
                {
                    _ = new Widget(
                        "w",
                        new() { Title = "x" },
                        new() { ResourceTransforms = { (_, _) => Task.FromResult<ResourceTransformResult?>(null) } }
                    );
                })
        );
        Assert.Equal(32, exitCode);
        Assert.Contains(
            "The Pulumi CLI does not support resource transforms. Please update the Pulumi CLI.",
            (string?)calls.Single(call => call.Method == "Engine.Log").Request["message"],
            StringComparison.Ordinal
        );
    }
}

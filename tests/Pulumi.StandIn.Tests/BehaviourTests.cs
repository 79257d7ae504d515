using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Pulumi;
using Pulumi.App;
using Pulumi.Neonflow;
using Pulumi.Utilities;
using PulumiSdkTests.Engine;
using Config = Pulumi.Config;

namespace PulumiSdkTests;

/// <summary>What programs rely on beyond the recordings.</summary>
public class BehaviourTests
{
    private const string Unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    private const string Mark = "\"4dabf18193072939515e22adb298388d\":\"1b47061264138c4ac30d75fd1eb44270\"";

    private static async Task<JsonNode> StackOutputsAsync(
        Func<Dictionary<string, object?>> program,
        EchoAnswers? answers = null,
        Dictionary<string, string>? environment = null
    )
    {
        answers ??= new EchoAnswers();
        environment ??= [];
        environment["PULUMI_DRY_RUN"] = answers.DryRun ? "true" : "false";
        var (exitCode, calls) = await Engine.Program.RunAsync(answers, () => Deployment.RunAsync(() => program()), environment);
        var errors = string.Join("\n", calls.Where(call => call.Method == "Engine.Log").Select(call => call.Request.ToJsonString()));
        Assert.True(exitCode == 0, errors);
        return calls.Single(call => call.Method == "ResourceMonitor.RegisterResourceOutputs").Request["outputs"]!;
    }

    [Fact]
    public async Task Without_an_engine_a_program_says_so()
    {
        var (_, _) = await Engine.Program.RunAsync(new EchoAnswers(), () => Deployment.RunAsync(() => { }));
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Engine.Program.RunAsync(
                new EchoAnswers(),
                () => Deployment.RunAsync(() => { }),
                new Dictionary<string, string> { ["PULUMI_MONITOR"] = "" }
            )
        );
        Assert.Equal("Program run without the Pulumi engine available; re-run using the `pulumi` CLI", failure.Message);
    }

    [Fact]
    public void Outside_of_a_run_there_is_no_instance() =>
        Assert.Contains(
            "before 'Run' was called",
            Assert.Throws<InvalidOperationException>(() => Deployment.Instance).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task An_apply_on_an_unknown_is_not_run_in_a_preview()
    {
        var called = 0;
        var outputs = await StackOutputsAsync(
            () =>
            {
                var a = new Widget("a", new() { Title = "t" });
                return new()
                {
                    ["unknown"] = a.Id.Apply(id =>
                    {
                        called++;
                        return id;
                    }),
                    ["known"] = a.Title.Apply(title => title + "!"),
                    ["tuple"] = Output.Tuple(a.Title, a.Id).Apply(pair => pair.Item1),
                    ["secretUnknown"] = Output.CreateSecret(a.Id),
                };
            },
            new EchoAnswers { DryRun = true }
        );
        Assert.Equal(0, called);
        Assert.Equal(Unknown, (string?)outputs["unknown"]);
        Assert.Equal("t!", (string?)outputs["known"]);
        Assert.Equal(Unknown, (string?)outputs["tuple"]);
        Assert.Equal(Unknown, (string?)outputs["secretUnknown"]);
    }

    [Fact]
    public async Task Missing_outputs_are_defaults_in_an_up_and_unknown_in_a_preview()
    {
        static Dictionary<string, object?> Program()
        {
            var a = new Widget("a", new() { Title = "t" });
            return new()
            {
                ["computed"] = a.ComputedValue.Apply(value => value ?? "(null)"),
                ["labels"] = a.Labels.Apply(value => value is null ? "(null)" : "(some)"),
                ["count"] = a.Count.Apply(value => value is null ? "(null)" : "(some)"),
            };
        }

        var up = await StackOutputsAsync(Program);
        Assert.Equal("(null)", (string?)up["computed"]);
        Assert.Equal("(null)", (string?)up["labels"]);
        Assert.Equal("(null)", (string?)up["count"]);
        var preview = await StackOutputsAsync(Program, new EchoAnswers { DryRun = true });
        Assert.Equal(Unknown, (string?)preview["computed"]);
    }

    [Fact]
    public async Task Absent_and_empty_members_of_an_answer_have_their_defaults()
    {
        var answers = new EchoAnswers
        {
            Instead = call =>
                (string?)call.Request["name"] == "w"
                    ? JsonNode.Parse(
                        """
                        { "urn": "urn:pulumi:dev::proj::neonflow:index:Widget::w", "id": "i", "object": {
                          "nested": { "key": "k" }, "labels": { "a": null, "b": "x", "__c": "y" }, "size": 2, "level": "high", "union": 7,
                          "any": { "x": [1, "2", null] } } }
                        """
                    )
                    : null,
        };
        var outputs = await StackOutputsAsync(
            () =>
            {
                var w = new Widget("w", new() { Title = "t" });
                return new()
                {
                    ["items"] = w.Items.Apply(items => items.IsDefault ? "default" : "empty"),
                    ["tags"] = w.Nested.Apply(nested => nested!.Tags is null ? "null" : "empty"),
                    ["list"] = w.Nested.Apply(nested => nested!.List.IsDefault ? "default" : "empty"),
                    ["weight"] = w.Nested.Apply(nested => nested!.Weight is null ? "null" : "some"),
                    ["labels"] = w.Labels.Apply(labels => string.Join(",", labels!.Keys.Order(StringComparer.Ordinal))),
                    ["size"] = w.Size.Apply(size => size.ToString()!),
                    ["level"] = w.Level.Apply(level => level == Level.High),
                    ["union"] = w.Union.Apply(union => union!.Value.AsT1),
                    ["any"] = w.Any!,
                };
            },
            answers
        );
        Assert.Equal(
            """{"any":{"x":[1,"2",null]},"items":"default","labels":"a,b","level":"""
                + """true,"list":"default","size":"Large","tags":"null","union":7,"weight":"null"}""",
            Ordered(outputs)
        );
    }

    private static string Ordered(JsonNode outputs) =>
        new JsonObject(
            outputs
                .AsObject()
                .OrderBy(field => field.Key, StringComparer.Ordinal)
                .Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone()))
        ).ToJsonString();

    [Fact]
    public async Task Unusual_arguments_are_sent_as_the_real_sdk_sends_them()
    {
        var (_, calls) = await Engine.Program.RunAsync(
            new EchoAnswers { DryRun = true },
            () =>
                Deployment.RunAsync(() =>
                {
                    var a = new Widget("a", new() { Title = "t" });
                    _ = new Provider("unknown", new() { Regions = { "eu", a.Id }, Retries = a.Count.Apply(count => count ?? 0) });
                    _ = new Provider("secret", new() { Regions = { Output.CreateSecret("eu") }, Retries = Output.CreateSecret(3) });
                    _ = new Widget("list", new() { Title = "t", Items = default(ImmutableArray<string>) });
                    _ = new Widget(
                        "any",
                        new()
                        {
                            Title = "t",
                            Any = new List<object?>
                            {
                                null,
                                new Dictionary<string, object?> { ["gone"] = null },
                            },
                        }
                    );
                    _ = Widget.Get("got", a.Id);
                }),
            new Dictionary<string, string> { ["PULUMI_DRY_RUN"] = "true" }
        );
        var sent = calls
            .Where(call => (string?)call.Request["name"] is "unknown" or "secret" or "list" or "any" or "got")
            .OrderBy(call => (string?)call.Request["name"], StringComparer.Ordinal)
            .Select(call => $"{call.Method} {call.Request["name"]} {call.Request["object"]?.ToJsonString()}");
        Assert.Equal(
            $$$"""
            ResourceMonitor.RegisterResource any {"any":[null,{}],"title":"t"}
            ResourceMonitor.RegisterResource got {}
            ResourceMonitor.RegisterResource list {"items":[],"title":"t"}
            ResourceMonitor.RegisterResource secret {"regions":{{{{Mark}}},"value":"[ \u0022eu\u0022 ]"},"retries":{{{{Mark}}},"value":"3"}}
            ResourceMonitor.RegisterResource unknown {"regions":"{{{Unknown}}}","retries":"{{{Unknown}}}"}
            """,
            string.Join("\n", sent)
        );
    }

    [Fact]
    public async Task Secrets_stick_and_can_be_lifted()
    {
        var outputs = await StackOutputsAsync(() =>
        {
            var secret = Output.CreateSecret("s");
            return new()
            {
                ["format"] = Output.Format($"<{secret}>"),
                ["all"] = Output.All<string>("a", secret),
                ["lifted"] = Output.Unsecret(secret),
                ["json"] = Output.JsonSerialize(Output.Create(new { Key = secret, Other = 1 })),
                ["parsed"] = Output.JsonDeserialize<Dictionary<string, int>>(Output.Create("""{"a":1}""")).Apply(map => map["a"]),
            };
        });
        Assert.Equal("<s>", (string?)outputs["format"]!["value"]);
        Assert.Equal("""["a","s"]""", outputs["all"]!["value"]!.ToJsonString());
        Assert.Equal("s", (string?)outputs["lifted"]);
        Assert.Equal("""{"Key":"s","Other":1}""", (string?)outputs["json"]!["value"]);
        Assert.Equal(1, (int)outputs["parsed"]!);
    }

    [Fact]
    public async Task Configuration_that_is_missing_or_of_the_wrong_type_ends_the_program_with_a_plain_message()
    {
        foreach (
            var (program, message) in new (Action, string)[]
            {
                (
                    () => new Config().Require("k"),
                    "Missing Required configuration variable 'proj:k'\n\tplease set a value using the command `pulumi config set proj:k "
                        + "<value>`"
                ),
                (
                    () => new Config().RequireSecret("k"),
                    "Missing Required configuration variable 'proj:k'\n\tplease set a value using the command `pulumi config set proj:k "
                        + "<value>`"
                ),
                (() => new Config("x").GetInt32("n"), "Configuration 'x:n' value 'one' is not a valid Int32"),
                (() => new Config("x").GetBoolean("n"), "Configuration 'x:n' value 'one' is not a valid Boolean"),
            }
        )
        {
            var (exitCode, calls) = await Engine.Program.RunAsync(
                new EchoAnswers(),
                () => Deployment.RunAsync(program),
                new Dictionary<string, string> { ["PULUMI_CONFIG"] = """{"x:config:n":"one"}""" }
            );
            Assert.Equal(32, exitCode);
            Assert.Equal(message, (string?)calls.Single(call => call.Method == "Engine.Log").Request["message"]);
        }
    }

    [Fact]
    public void Merged_options_concatenate_lists_and_prefer_the_second()
    {
        var merged = CustomResourceOptions.Merge(
            new()
            {
                Version = "1",
                IgnoreChanges = { "a" },
                AdditionalSecretOutputs = { "p" },
                Protect = true,
            },
            new()
            {
                Version = "2",
                IgnoreChanges = { "b" },
                AdditionalSecretOutputs = { "q" },
                DeleteBeforeReplace = true,
            }
        );
        Assert.Equal("2", merged.Version);
        Assert.Equal(["a", "b"], merged.IgnoreChanges);
        Assert.Equal(["p", "q"], merged.AdditionalSecretOutputs);
        Assert.True(merged.Protect);
        Assert.True(merged.DeleteBeforeReplace);
    }

    [Fact]
    public async Task A_component_takes_either_one_provider_or_several()
    {
        var (exitCode, calls) = await Engine.Program.RunAsync(
            new EchoAnswers(),
            () =>
                Deployment.RunAsync(() =>
                {
                    var provider = new Provider("p");
                    _ = new LocalComp("c", new() { Provider = provider, Providers = { provider } });
                })
        );
        Assert.Equal(32, exitCode);
        Assert.Contains(
            "Do not supply both 'provider' and 'providers'",
            (string?)calls.Single(call => call.Method == "Engine.Log").Request["message"],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_component_gives_its_single_provider_to_its_children()
    {
        var (_, calls) = await Engine.Program.RunAsync(
            new EchoAnswers(),
            () =>
                Deployment.RunAsync(() =>
                {
                    _ = new LocalComp("c", new() { Provider = new Provider("p") });
                })
        );
        var child = calls.Single(call => (string?)call.Request["name"] == "c-child").Request;
        Assert.StartsWith("urn:pulumi:dev::proj::pulumi:providers:neonflow::p::id-", (string?)child["provider"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invoke_waits_for_what_it_depends_on_and_is_not_sent_while_that_is_not_created()
    {
        static Dictionary<string, object?> Program()
        {
            var a = new Widget("a", new() { Title = "t" });
            return new()
            {
                ["depends"] = GetThing.Invoke(new() { Name = "n" }, new InvokeOutputOptions { DependsOn = { a } }).Apply(r => r.Name),
                ["plain"] = GetThing.Invoke(new() { Name = "m" }).Apply(r => r.Name),
            };
        }

        var preview = await StackOutputsAsync(Program, new EchoAnswers { DryRun = true });
        Assert.Equal(Unknown, (string?)preview["depends"]);
        Assert.Equal("m", (string?)preview["plain"]);
        var up = await StackOutputsAsync(Program);
        Assert.Equal("n", (string?)up["depends"]);
    }

    [Fact]
    public async Task Transformations_reach_a_component_and_what_is_inside()
    {
        ResourceTransformation marking = args =>
        {
            args.Options.IgnoreChanges.Add("marked");
            return new ResourceTransformationResult(args.Args, args.Options);
        };
        var (_, calls) = await Engine.Program.RunAsync(
            new EchoAnswers(),
            () =>
                Deployment.RunAsync(() =>
                {
                    _ = new LocalComp("c", new() { ResourceTransformations = { marking } });
                })
        );
        Assert.Equal(2, calls.Count(call => call.Request["ignoreChanges"]?.ToJsonString() == """["marked"]"""));
    }

    [Fact]
    public async Task Utilities_tell_what_an_output_knows()
    {
        Assert.True(await Output.IsSecretAsync(Output.CreateSecret(1)));
        Assert.Equal(1, await OutputUtilities.GetValueAsync(Output.Create(1)));
        Assert.False(await OutputUtilities.GetIsKnownAsync(OutputUtilities.CreateUnknown(1)));
        Assert.Empty(await OutputUtilities.GetDependenciesAsync(Output.Create(1)));
    }
}

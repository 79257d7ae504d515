using NeonFlow.Testing.Engine;

namespace NeonFlow.Testing.Tests.Engine;

/// <summary>The config file of a stack is read as the pulumi CLI reads it, and keeps what people wrote.</summary>
public sealed class StackConfigFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("neonflow-config-").FullName;

    private StackConfigFile File => new(_folder, "shop", "dev");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("tables:\n    - public.orders\n    - public.customers", """["public.orders","public.customers"]""")]
    [InlineData("tables: [public.orders, '7']", """["public.orders","7"]""")]
    [InlineData("tables: {a: 1, b: true, c: yes}", """{"a":1,"b":true,"c":"yes"}""")]
    [InlineData("tables: []", "[]")]
    [InlineData("tables: 007", "007")]
    [InlineData("tables: 1.50", "1.50")]
    [InlineData("tables: '[\"a\"]'", """["a"]""")]
    [InlineData("tables:", "")]
    public void Lists_and_maps_reach_the_program_as_JSON(string yaml, string value)
    {
        Write($"config:\n  {yaml}\n");
        Assert.Equal(new Dictionary<string, ConfigValue> { ["shop:tables"] = value }, File.Read(""));
    }

    [Fact]
    public void Values_are_remembered_and_everything_else_stays_as_it_is_written()
    {
        Write(
            """
            # of the team
            config:
                # what is captured
                shop:tables:
                    - a
                    - b # last

                neonflow:strict: "true"
            environment: []

            """
        );
        File.Set(Values(("tables", "[\"c\"]"), ("added", "x: y"), ("neonflow:strict", "true")), "");
        Assert.Equal(
            """
            # of the team
            config:
                # what is captured
                shop:tables: "[\"c\"]"

                neonflow:strict: "true"
                shop:added: "x: y"
            environment: []

            """,
            Text
        );
        Assert.Equal(Values(("shop:tables", "[\"c\"]"), ("shop:added", "x: y"), ("neonflow:strict", "true")), File.Read(""));

        Assert.True(File.Remove("tables"));
        Assert.False(File.Remove("tables"));
        Assert.Equal(Values(("shop:added", "x: y"), ("neonflow:strict", "true")), File.Read(""));
        Assert.StartsWith("# of the team\nconfig:\n    # what is captured\n", Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("config: {}\n")]
    [InlineData("config:\n")]
    [InlineData("config:\nsecretsprovider: passphrase\n")]
    public void A_first_value_makes_what_is_missing(string? before)
    {
        if (before is not null)
        {
            Write(before);
        }

        File.Set(Values(("tables", "a\nb"), ("number", "1")), "");
        Assert.Equal(Values(("shop:tables", "a\nb"), ("shop:number", "1")), File.Read(""));
    }

    [Fact]
    public void A_map_on_one_line_is_left_alone_and_said()
    {
        Write("config: {shop:a: 1}\n");
        var refused = Assert.Throws<EngineException>(() => File.Set(Values(("b", "2")), ""));
        Assert.Contains("a line of its own", refused.Message, StringComparison.Ordinal);
        Assert.Equal("config: {shop:a: 1}\n", Text);
    }

    [Fact]
    public void Secrets_are_encrypted_with_the_passphrase_also_inside_of_lists()
    {
        var secret = new Dictionary<string, ConfigValue> { ["neonflow:neonApiKey"] = ConfigValue.OfSecret("hush-hush") };
        File.Set(secret, "open");
        Assert.DoesNotContain("hush-hush", Text, StringComparison.Ordinal);
        Assert.Equal(secret, File.Read("open"));
        var saved = Text;
        File.Set(secret, "open");
        Assert.Equal(saved, Text);

        var sealedText = saved.Split("secure: ")[1].Trim();
        Write($"{saved}  shop:logins:\n    - name: a\n      password:\n        secure: {sealedText}\n");
        Assert.Equal(ConfigValue.OfSecret("""[{"name":"a","password":"hush-hush"}]"""), File.Read("open")["shop:logins"]);

        var wrong = Assert.Throws<EngineException>(() => File.Read("other"));
        Assert.Contains("PULUMI_CONFIG_PASSPHRASE", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_of_a_service_is_said()
    {
        Write("secretsprovider: awskms://x\nconfig:\n  shop:key:\n    secure: v1:a:b\n");
        var refused = Assert.Throws<EngineException>(() => File.Read(""));
        Assert.Contains("shop:key is encrypted with a service", refused.Message, StringComparison.Ordinal);
    }

    private string Text => System.IO.File.ReadAllText(Path.Combine(_folder, "Pulumi.dev.yaml"));

    private void Write(string text) => System.IO.File.WriteAllText(Path.Combine(_folder, "Pulumi.dev.yaml"), text);

    private static Dictionary<string, ConfigValue> Values(params (string Key, string Value)[] values) =>
        values.ToDictionary(static v => v.Key, static v => new ConfigValue(v.Value, false));
}

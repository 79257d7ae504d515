using System.Net;
using System.Text.Json.Nodes;
using static NeonFlow.Testing.Tests.Estuary.EstuaryBench;

namespace NeonFlow.Testing.Tests.Estuary;

public sealed class ConfigEncryptionTests
{
    [Fact]
    public async Task Encryption_seals_what_the_schema_marks_secret_and_nothing_else()
    {
        await using var bench = await EstuaryBench.StartAsync();
        var (one, two) = (await bench.EncryptAsync(PlainConfig()), await bench.EncryptAsync(PlainConfig()));
        Assert.Equal(["address", "user", "database", "credentials", "sops"], one.Select(p => p.Key));
        Assert.Equal(["auth_type", "password_sops"], one["credentials"]!.AsObject().Select(p => p.Key));
        Assert.StartsWith("ENC[AES256_GCM,data:", one["credentials"]!["password_sops"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.NotEqual(one["credentials"]!["password_sops"]!.GetValue<string>(), two["credentials"]!["password_sops"]!.GetValue<string>());
        Assert.Equal("_sops", one["sops"]!["encrypted_suffix"]!.GetValue<string>());
        Assert.DoesNotContain(Password, one.ToJsonString(), StringComparison.Ordinal);

        var wrong = PlainConfig();
        wrong["credentials"]!["password"] = 7;
        var (status, body, _) = await bench.SendAsync(
            HttpMethod.Post,
            bench.Cloud.ConfigEncryptionUrl + "/v1/encrypt-config",
            new JsonObject { ["config"] = wrong, ["schema"] = FakeConnector.ConfigSchema.DeepClone() },
            authorize: false
        );
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("FailedValidation", body!["error"]!.GetValue<string>());
    }

    public static TheoryData<Action<JsonObject>> Tampering =>
        new()
        {
            c => c["database"] = "other",
            c =>
            {
                var user = c["user"]!.DeepClone();
                c.Remove("user");
                c.Insert(0, "user", user);
            },
            c => c["credentials"]!["password_sops"] = "plain",
        };

    [Theory]
    [MemberData(nameof(Tampering), DisableDiscoveryEnumeration = true)]
    public async Task An_encrypted_config_that_was_edited_does_not_publish(Action<JsonObject> tamper)
    {
        await using var bench = await EstuaryBench.StartAsync();
        var config = await bench.EncryptAsync(PlainConfig());
        tamper(config);
        var draft = await bench.CreateDraftAsync();
        await bench.StageAsync(draft, Capture, "capture", CaptureModel(config));
        var (status, errors, _) = await bench.PublishAsync(draft);
        Assert.Equal("buildFailed", status["type"]!.GetValue<string>());
        Assert.DoesNotContain(Password, Assert.Single(errors), StringComparison.Ordinal);
    }
}

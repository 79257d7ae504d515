using NeonFlow.Provider.Engine;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Tests.Core;
using static NeonFlow.Provider.Tests.Apis.Stack;

namespace NeonFlow.Provider.Tests.Neon;

public sealed partial class NeonRoomsTests
{
    [Fact]
    public async Task A_key_that_is_new_and_refused_is_told_before_it_is_saved()
    {
        using var dispatcher = new Dispatcher(new NoLog(), Registry.Create);
        PropertyValue.Map Provider(string key) => Of(("neonApiKey", Secret(key)), ("neonApiUrl", _cloud.BaseUrl.ToString()));
        const string wrong = "napi_wrong_key_value";

        var refused = Assert.Single(await dispatcher.TryCredentialsAsync(Provider(_cloud.ApiKey), Provider(wrong)));
        Assert.Equal("", refused.Property);
        Assert.StartsWith("NF2004 at neonApiKey: ", refused.Reason, StringComparison.Ordinal);
        Assert.Contains(
            "fix: pulumi config set --secret neonflow:neonApiKey <key>   # or export",
            refused.Reason,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(wrong, refused.Reason, StringComparison.Ordinal);
        Assert.Single(await dispatcher.TryCredentialsAsync(PropertyValue.Map.Empty, Provider(wrong)));

        // The one that was saved must not keep the program of today from running.
        Assert.Empty(await dispatcher.TryCredentialsAsync(Provider(wrong), Provider(wrong)));
        Assert.Empty(await dispatcher.TryCredentialsAsync(Provider(wrong), Provider(_cloud.ApiKey)));
        Assert.Empty(await dispatcher.TryCredentialsAsync(PropertyValue.Map.Empty, Of(("neonApiKey", PropertyValue.Unknown.Value))));
    }

    [Theory]
    [InlineData("default", "fix: pulumi config set --secret neonflow:neonApiKey <key>   # or export NEON_API_KEY")]
    [InlineData("eu", "fix: NeonApiKey = <key>   # in the ProviderArgs of the provider that the program makes; or export NEON_API_KEY")]
    public async Task The_fix_of_a_refused_key_is_for_the_provider_that_has_it(string name, string fix)
    {
        using var dispatcher = new Dispatcher(new NoLog(), Registry.Create);
        var wrong = Of(("neonApiKey", Secret("wrong_key_value")), ("neonApiUrl", _cloud.BaseUrl.ToString()));
        var inputs = dispatcher
            .CheckConfig(PropertyValue.Map.Empty, wrong, $"urn:pulumi:dev::shop::pulumi:providers:neonflow::{name}")
            .Inputs;
        var refused = Assert.Single(await dispatcher.TryCredentialsAsync(PropertyValue.Map.Empty, inputs));
        Assert.Contains(fix, refused.Reason, StringComparison.Ordinal);

        dispatcher.Configure(name, inputs);
        var roles = TargetOf(Roles);
        var failed = await Assert.ThrowsAsync<CallFailedException>(() =>
            dispatcher.Resource(roles).CreateAsync(roles, Project(("name", "flow_capture")), 0, preview: false)
        );
        Assert.Contains(fix, failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_cannot_be_tried_is_not_refused()
    {
        using var dispatcher = new Dispatcher(new NoLog(), Registry.Create);
        var nowhere = Of(("neonApiKey", Secret(_cloud.ApiKey)), ("neonApiUrl", "http://127.0.0.1:1/api/v2"));
        Assert.Empty(await dispatcher.TryCredentialsAsync(PropertyValue.Map.Empty, nowhere));
    }

    [Fact]
    public async Task What_is_found_out_about_an_object_with_a_secret_name_is_secret()
    {
        var stack = NewStack();
        var inputs = Of(("projectId", Secret(_project.Id)), ("name", "flow_capture"));
        var role = await stack.CreateAsync(Roles, inputs);
        Assert.IsType<PropertyValue.Secret>(role.Outputs["branchId"]);
        Assert.IsType<PropertyValue.Secret>((await stack.RefreshAsync(role))!.Outputs["branchId"]);
        var plain = await stack.Beside("other").CreateAsync(Roles, Project(("name", "other")));
        Assert.IsType<PropertyValue.Text>(plain.Outputs["branchId"]);

        var answer = await stack.InvokeAsync("neonflow:neon:getConnection", ("projectId", Secret(_project.Id)), ("database", "shop"));
        Assert.All(answer.Result!.Entries.Values, static v => Assert.IsType<PropertyValue.Secret>(v));
    }
}

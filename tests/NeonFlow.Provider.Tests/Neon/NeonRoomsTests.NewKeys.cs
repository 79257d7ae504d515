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
        Assert.Contains("NeonApiKey of an explicit provider", refused.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(wrong, refused.Reason, StringComparison.Ordinal);
        Assert.Single(await dispatcher.TryCredentialsAsync(PropertyValue.Map.Empty, Provider(wrong)));

        // The one that was saved must not keep the program of today from running.
        Assert.Empty(await dispatcher.TryCredentialsAsync(Provider(wrong), Provider(wrong)));
        Assert.Empty(await dispatcher.TryCredentialsAsync(Provider(wrong), Provider(_cloud.ApiKey)));
        Assert.Empty(await dispatcher.TryCredentialsAsync(PropertyValue.Map.Empty, Of(("neonApiKey", PropertyValue.Unknown.Value))));
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

using NeonFlow.Harness;
using NeonFlow.Testing.Engine;
using Deployment = Pulumi.Deployment;

namespace NeonFlow.Functional.Tests;

/// <summary>Previews of pull requests run without secrets: the component, functions included, is previewed all the same.</summary>
public sealed class WithoutCredentialsTests : IAsyncLifetime
{
    private ProjectCloud _shop = null!;

    public async ValueTask InitializeAsync() => _shop = await ProjectCloud.ShopAsync("CREATE TABLE public.orders (id int PRIMARY KEY);");

    public async ValueTask DisposeAsync() => await _shop.DisposeAsync();

    [Fact]
    public async Task A_preview_without_credentials_passes_before_the_first_up_and_after_it()
    {
        string[][] missing =
        [
            ["NEON_API_KEY"],
            ["FLOW_AUTH_TOKEN"],
            ["NEON_API_KEY", "FLOW_AUTH_TOKEN"],
        ];
        foreach (var without in missing)
        {
            Passes(await Engine(without).PreviewAsync(), without.Length);
        }

        var up = await Engine([]).UpAsync();
        Assert.True(up.ExitCode == 0, up.Text);
        foreach (var without in missing)
        {
            // What is saved is read by a process of its own.
            Passes(await Engine(without).PreviewAsync(), 2 * without.Length);
        }
    }

    [Fact]
    public async Task A_preview_with_a_wrong_token_is_refused_by_the_capture_and_not_by_the_language_host()
    {
        const string token = "eyJpZCI6IjExOjIyOjMzOjQ0OjU1OjY2Ojc3Ojg4Iiwic2VjcmV0IjoiMDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAwIn0=";
        foreach (var (wrong, code) in new[] { (token, "NF4006"), ("no-token-at-all", "NF4014") })
        {
            var preview = await Engine([], ("FLOW_AUTH_TOKEN", wrong)).PreviewAsync();
            Assert.Equal(1, preview.ExitCode);
            Assert.Contains(code, preview.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("unhandled", preview.Text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("   at Pulumi.", preview.Text, StringComparison.Ordinal);
        }
    }

    private static void Passes(EngineResult preview, int causes)
    {
        Assert.True(preview.ExitCode == 0, preview.Text);
        var lines = preview.Text[preview.Text.IndexOf("Diagnostics:", StringComparison.Ordinal)..].Split("not checked:").Length - 1;
        Assert.True(lines >= 1 && lines <= causes, $"{lines} lines for {causes} causes: {preview.Text}");
        Assert.DoesNotContain("allowed_ips", preview.Text, StringComparison.Ordinal);
    }

    private TestEngine Engine(string[] without, params (string Key, string Value)[] with) =>
        _shop.Engine(
            _shop.Folder,
            o =>
                o with
                {
                    ProjectName = "shop",
                    Environment = o
                        .Environment.Where(e => !without.Contains(e.Key) && with.All(w => w.Key != e.Key))
                        .Concat(with.Select(static w => KeyValuePair.Create(w.Key, w.Value)))
                        .ToDictionary(),
                    Program = () => Deployment.RunAsync(() => _ = OrdersPipeline.Make()),
                }
        );
}

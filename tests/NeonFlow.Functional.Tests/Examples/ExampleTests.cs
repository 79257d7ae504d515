using System.Text.RegularExpressions;
using NeonFlow.Harness;
using NeonFlow.Testing.Engine;

namespace NeonFlow.Functional.Tests.Examples;

/// <summary>Whole programs: every example on the test engine, with the real provider process, on a local cloud.</summary>
public sealed partial class ExampleTests
{
    private const string Shop = """
        CREATE TABLE public.customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);
        CREATE TABLE public.orders
          (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id bigint NOT NULL, amount numeric(10,2) NOT NULL);
        INSERT INTO public.customers (name) SELECT 'customer ' || i FROM generate_series(1, 1000) i;
        INSERT INTO public.orders (customer_id, amount) SELECT i, 1 FROM generate_series(1, 3000) i;
        ANALYZE public.customers, public.orders;
        """;

    private static readonly Dictionary<string, Func<Promise>> Promises = new(StringComparer.Ordinal)
    {
        ["Quickstart"] = static () =>
            new()
            {
                Planned = static preview =>
                    Assert.Equal(ReadmePreview(), Normal(preview.Text[preview.Text.IndexOf("Diagnostics:", StringComparison.Ordinal)..])),
            },
        ["ManyTables"] = static () => ManyTables.Promise,
        ["DriftInCi"] = static () => new() { ShowsOwnCommand = true },
        ["ExistingDatabase"] = static () => new ExistingDatabase().Promise,
    };

    /// <summary>Those that are one program and nothing else.</summary>
    public static TheoryData<string> Examples() =>
        [
            .. Directory
                .EnumerateDirectories(Checkout.File("examples"))
                .Select(static folder => Path.GetFileName(folder))
                .Where(static example => File.Exists(Checkout.File("examples", example, example + ".csproj")))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Examples))]
    [Trap(3)]
    [Trap(15)]
    public async Task Up_then_preview_shows_no_change_and_nothing_shows_a_secret(string example)
    {
        var promise = Promises.GetValueOrDefault(example)?.Invoke() ?? new();
        var tables = Checkout.File("examples", example, "tables.sql");
        await using var shop = await ProjectCloud.ShopAsync(
            File.Exists(tables) ? await File.ReadAllTextAsync(tables) : Shop,
            "203.0.113.7"
        );
        await promise.Before(shop);
        var engine = shop.Engine(
            Checkout.File("examples", example),
            o => o with { Config = new Dictionary<string, ConfigValue>(promise.Config) { ["projectId"] = shop.Project.Id } }
        );

        var first = await engine.PreviewAsync();
        Assert.True(first.Succeeded, first.Text + first.ErrorText);
        promise.Planned(first);

        var up = await engine.UpAsync();
        Assert.True(up.Succeeded, up.Text + up.ErrorText);
        var again = await engine.PreviewAsync(new() { ExpectNoChanges = true });
        Assert.True(again.ExitCode == 0, again.Text + again.ErrorText);
        await promise.Up(shop);

        var roles = await shop.Project.RoleNamesAsync();
        string[] secrets =
        [
            shop.Cloud.Neon.ApiKey,
            shop.Cloud.Estuary.RefreshToken,
            .. roles.Select(shop.Project.RolePassword).OfType<string>(),
        ];
        Assert.True(secrets.Length > 3);
        var saved = await File.ReadAllTextAsync(engine.StateFile);
        var destroyed = await engine.DestroyAsync();
        Assert.True(destroyed.Succeeded, destroyed.Text + destroyed.ErrorText);
        await promise.Destroyed(shop);
        if (!promise.ShowsOwnCommand)
        {
            PageOutput.IsPrinted(example, first.Text + up.Text + destroyed.Text);
        }
        foreach (
            var said in new[]
            {
                first.Text,
                up.Text,
                again.Text,
                destroyed.Text,
                first.ErrorText,
                up.ErrorText,
                saved,
                await File.ReadAllTextAsync(engine.StateFile),
            }
        )
        {
            Assert.All(
                secrets,
                secret => Assert.False(said.Contains(secret, StringComparison.Ordinal), "a secret stands in the output or the state")
            );
        }
    }

    private static string ReadmePreview()
    {
        var readme = File.ReadAllText(Checkout.File("README.md"));
        var start = readme.IndexOf("```\nDiagnostics:", StringComparison.Ordinal) + 4;
        return Normal(readme[start..readme.IndexOf("```", start, StringComparison.Ordinal)]);
    }

    // What differs from project to project, and the order in which independent resources report.
    private static string Normal(string text)
    {
        text = Hosts().Replace(Branches().Replace(text.Trim(), "<branch>"), "<host>");
        text = Addresses().Replace(text, "<addresses>").Replace("sslmode: require", "sslmode: disable", StringComparison.Ordinal);
        var end = text.IndexOf("\nOutputs:", StringComparison.Ordinal);
        var blocks = text["Diagnostics:".Length..end]
            .Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(static b => b.Trim())
            .Where(static b => b.Length > 0)
            .Order(StringComparer.Ordinal);
        return string.Join("\n\n", blocks) + text[end..];
    }

    [GeneratedRegex("br-[a-z0-9-]+")]
    private static partial Regex Branches();

    [GeneratedRegex(@"address: ep-\S+")]
    private static partial Regex Hosts();

    [GeneratedRegex(
        """
            "ips":\[[^\]]*\]
            """
    )]
    private static partial Regex Addresses();
}

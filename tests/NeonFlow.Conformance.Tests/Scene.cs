using System.Text.Json.Nodes;
using NeonFlow.Harness;
using Pulumirpc;

namespace NeonFlow.Conformance.Tests;

/// <summary>One law in progress.</summary>
internal sealed class Scene(string token, World world, Subject subject, ProviderUnderTest provider) : IAsyncDisposable
{
    private readonly List<ProviderUnderTest> _others = [];

    public string Token => token;

    public World World => world;

    public Subject Subject => subject;

    public ProviderUnderTest Provider => provider;

    /// <summary>Another provider process, as every operation of the engine has its own.</summary>
    public async Task<ProviderUnderTest> AnotherAsync(JsonObject? config = null)
    {
        var other = await ProviderUnderTest.StartAsync(config ?? world.Config);
        _others.Add(other);
        return other;
    }

    /// <summary>Ends a provider that was needed for a while, after a look for secrets in what it said.</summary>
    public async Task RetireAsync(ProviderUnderTest other)
    {
        AssertDiscreet(other);
        _others.Remove(other);
        await other.DisposeAsync();
    }

    /// <summary>The first up of a program.</summary>
    public async Task<Held> UpAsync(JsonObject program, ProviderUnderTest? with = null)
    {
        with ??= provider;
        return await with.CreateAsync(token, await with.CheckAsync(token, program));
    }

    /// <summary>A later up: refresh, diff, update where there is something to do.</summary>
    public async Task<Held> UpAgainAsync(Held held, JsonObject program, ProviderUnderTest? with = null, bool initFailed = false)
    {
        with ??= provider;
        var now = await with.ReadAsync(token, held);
        if (now is null)
        {
            return await UpAsync(program, with);
        }

        var inputs = await with.CheckAsync(token, program, now.Inputs);
        var changes = await with.DiffAsync(token, now, inputs);
        return changes.Count > 0 || initFailed ? await with.UpdateAsync(token, now, inputs) : now with { Inputs = inputs };
    }

    /// <summary>What a plain preview shows: refresh, then the changes of the program against it.</summary>
    public async Task<IReadOnlyDictionary<string, PropertyDiff.Types.Kind>> PreviewAsync(Held held, JsonObject program)
    {
        var now = await provider.ReadAsync(token, held) ?? throw new InvalidOperationException("It is gone.");
        return await provider.DiffAsync(token, now, await provider.CheckAsync(token, program, now.Inputs));
    }

    /// <summary>Outputs that do not differ from one life to the next, in one form.</summary>
    public string Lasting(JsonObject outputs) =>
        Properties
            .Canonical(Properties.Without(outputs, [.. subject.OwnOutputs, "__mark"]))
            .Replace(world.Tag, "<tag>", StringComparison.Ordinal);

    public void AssertDiscreet() => AssertDiscreet([.. _others, provider]);

    private void AssertDiscreet(params ProviderUnderTest[] providers)
    {
        var secrets = world.Secrets.ToList();
        foreach (var said in providers.SelectMany(static p => p.Said))
        {
            Assert.DoesNotContain(
                secrets,
                s => said.Contains(s, StringComparison.Ordinal) || said.Contains(Uri.EscapeDataString(s), StringComparison.Ordinal)
            );
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var other in _others)
        {
            await other.DisposeAsync();
        }

        await provider.DisposeAsync();
        await world.DisposeAsync();
    }
}

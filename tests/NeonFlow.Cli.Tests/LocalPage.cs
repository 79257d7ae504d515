using System.Net.Http.Json;
using System.Text.Json.Nodes;
using NeonFlow.Cli.Local;
using NeonFlow.Testing.Tests;

namespace NeonFlow.Cli.Tests;

/// <summary>The page of a local cloud that holds a shop, over HTTP.</summary>
internal sealed class LocalPage : IAsyncDisposable
{
    private readonly LocalServer _server;

    private LocalPage(LocalShop shop, LocalServer server)
    {
        (Shop, _server) = (shop, server);
        Http = new() { BaseAddress = new(server.Url) };
    }

    public LocalShop Shop { get; }

    public HttpClient Http { get; }

    public static async Task<LocalPage> StartAsync()
    {
        var shop = await LocalShop.StartAsync();
        return new(shop, await LocalServer.StartAsync(shop.Cloud, "shop", 0, TestContext.Current.CancellationToken));
    }

    /// <summary>Publishes a capture of the orders and waits until they have arrived.</summary>
    public async Task CaptureOrdersAsync()
    {
        var plane = Shop.Estuary.DataPlanes[0].CatalogName;
        Assert.Equal(("success", ""), await Shop.PublishAsync(plane, ("orders", LocalShop.Orders)));
        // Its parts are read one after the other: rows may be there that the slot in the same state is not made for yet.
        await WaitAsync(static s =>
            s["captures"]!.AsArray() is [{ } capture, ..]
            && (string?)capture["state"] == "Ok"
            && Rows(s) == 200
            && Slots(s) is [{ } slot, ..]
            && (bool?)slot["active"] == true
        );
    }

    public async Task<JsonObject> StateAsync() => (await Http.GetFromJsonAsync<JsonObject>("/state"))!;

    public async Task<JsonObject> WaitAsync(Func<JsonObject, bool> expected)
    {
        JsonObject state;
        var deadline = DateTime.UtcNow + TimeSpan.FromMinutes(1);
        while (!expected(state = await StateAsync()))
        {
            Assert.True(DateTime.UtcNow < deadline, state.ToJsonString());
            await Task.Delay(100);
        }

        return state;
    }

    /// <summary>Presses a button; what it says that it did.</summary>
    public async Task<string> CauseAsync(string fault)
    {
        using var answer = await Http.PostAsync("/faults/" + fault, null);
        var said = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.True(answer.IsSuccessStatusCode, said.ToJsonString());
        return (string)Assert.Single(said).Value!;
    }

    public static JsonArray Slots(JsonObject state) => state["database"]!["slots"]!.AsArray();

    public static int Rows(JsonObject state) => (int)(state["collections"]!.AsArray().SingleOrDefault()?["rows"] ?? 0);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.DisposeAsync();
        await Shop.DisposeAsync();
    }
}

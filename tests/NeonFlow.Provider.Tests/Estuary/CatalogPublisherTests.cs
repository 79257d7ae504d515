using System.Text.Json.Nodes;
using NeonFlow.Estuary;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Resources.Estuary;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;
using NeonFlow.Testing.Connectors;
using NeonFlow.Testing.Estuary;
using NeonFlow.Testing.Tests.Estuary;

namespace NeonFlow.Provider.Tests.Estuary;

/// <summary>What the publisher does where somebody publishes between its look and its own publish.</summary>
public sealed class CatalogPublisherTests : IAsyncLifetime, IOperationSink
{
    private const string Name = "acmeCo/shop/source-fake";

    private EstuaryCloud _cloud = null!;
    private UpstreamClients _upstreams = null!;
    private OperationContext _context = null!;

    public async ValueTask InitializeAsync()
    {
        _cloud = await EstuaryCloud.StartAsync(
            new() { Connectors = new ConnectorRegistry().Add("ghcr.io/estuary/source-fake", () => new FakeConnector(new FakeSource())) }
        );
        _upstreams = new(
            new()
            {
                EstuaryToken = new Secret(_cloud.RefreshToken),
                EstuaryApiUrl = _cloud.PostgrestUrl,
                EstuaryGraphqlUrl = _cloud.AgentUrl,
            }
        );
        const string urn = "urn:pulumi:dev::shop::neonflow:estuary:Capture::it";
        var program = new ProgramRecorder();
        _context = new(urn, "it", false, new MarkKeeper(urn, "state", null, program), program, this, default);
        await new CatalogPublisher(_upstreams).PublishAsync(Publishing("1h"), [], _context);
    }

    public async ValueTask DisposeAsync() => await _cloud.DisposeAsync();

    [Fact]
    public async Task A_publish_of_others_in_between_is_not_published_over()
    {
        var live = await _upstreams.Estuary.GetLiveAsync([Name], default);
        await _cloud.EditAsync(Name, static m => m["interval"] = "2h");
        var refused = await Assert.ThrowsAsync<DiagnosticException>(() =>
            new CatalogPublisher(_upstreams).PublishAsync(Publishing("1h"), live, _context)
        );
        Assert.Equal("NF4012", Assert.Single(refused.Diagnostics).Code.Id);
        Assert.Equal("2h", _cloud.LiveSpecOf(Name)!["interval"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_publish_of_an_earlier_run_in_between_is_staged_over_anew()
    {
        var live = await _upstreams.Estuary.GetLiveAsync([Name], default);
        await _cloud.EditAsync(Name, static m => m["interval"] = "2h", CatalogOwnership.Detail(_context));
        Assert.True((await new CatalogPublisher(_upstreams).PublishAsync(Publishing("1h"), live, _context)).Changed);
        Assert.Equal("1h", _cloud.LiveSpecOf(Name)!["interval"]!.GetValue<string>());
    }

    [Fact]
    public async Task Nothing_is_published_where_nothing_is_staged()
    {
        var nothing = Publishing("1h") with { StageAsync = static _ => Task.FromResult<IReadOnlyList<StagedSpec>>([]) };
        Assert.False((await new CatalogPublisher(_upstreams).PublishAsync(nothing, [], _context)).Changed);
        Assert.Single(_cloud.Publications);
    }

    bool IOperationSink.IsStrict => false;

    void IOperationSink.Log(Severity severity, string text, bool ephemeral) { }

    void IOperationSink.LogOnce(string cause, Severity severity, string text) { }

    void IOperationSink.SavePartialState(string id, ShapeInfo shape, object state) { }

    void IOperationSink.AddSecret(string secret) { }

    private static CatalogTask Publishing(string interval) =>
        new(
            Name,
            live =>
                Task.FromResult<IReadOnlyList<StagedSpec>>([
                    new(Name, CaptureSpec.Type, Spec(interval), live is [var there] ? there.LastPubId : NeonFlow.Estuary.FlowId.None),
                ])
        )
        {
            Token = "neonflow:estuary:Capture",
            NameProperty = "captureName",
            PathOf = static _ => "",
        };

    private static JsonObject Spec(string interval) =>
        new()
        {
            ["endpoint"] = new JsonObject
            {
                ["connector"] = new JsonObject { ["image"] = FakeConnector.Image, ["config"] = new JsonObject() },
            },
            ["bindings"] = new JsonArray(),
            ["interval"] = interval,
        };
}

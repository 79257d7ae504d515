using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using Pulumirpc;

namespace NeonFlow.Harness;

internal sealed partial class ProviderUnderTest
{
    public async Task HandshakeAsync() =>
        await CallAsync(() =>
            Client
                .HandshakeAsync(
                    new ProviderHandshakeRequest
                    {
                        EngineAddress = _ear.Address,
                        ConfigureWithUrn = true,
                        SupportsViews = true,
                        SupportsRefreshBeforeUpdate = true,
                        InvokeWithPreview = true,
                    }
                )
                .ResponseAsync
        );

    public async Task ConfigureAsync(JsonObject config, string name = "local")
    {
        var request = new ConfigureRequest
        {
            Args = Properties.ToStruct(config),
            AcceptSecrets = true,
            AcceptResources = true,
            SendsOldInputs = true,
            SendsOldInputsToDelete = true,
            Id = "00000000-0000-4000-8000-000000000001",
            Urn = $"urn:pulumi:dev::laws::pulumi:providers:neonflow::{name}",
            Name = name,
            Type = "pulumi:providers:neonflow",
        };
        foreach (var (key, value) in config)
        {
            if (Properties.Plain(value) is JsonValue plain && plain.TryGetValue<string>(out var text))
            {
                request.Variables["neonflow:config:" + key] = text;
            }
        }

        await CallAsync(() => Client.ConfigureAsync(request).ResponseAsync);
    }

    /// <summary>Checked inputs; throws <see cref="RefusedException"/>.</summary>
    public async Task<JsonObject> CheckAsync(string token, JsonObject news, JsonObject? olds = null)
    {
        var answer = await CallAsync(() =>
            Client
                .CheckAsync(
                    new CheckRequest
                    {
                        Urn = Urn(token, Called),
                        Name = Called,
                        Type = token,
                        News = Properties.ToStruct(news),
                        Olds = olds is null ? null : Properties.ToStruct(olds),
                        RandomSeed = ByteString.CopyFromUtf8("seed"),
                    }
                )
                .ResponseAsync
        );
        if (answer.Failures.Count > 0)
        {
            foreach (var failure in answer.Failures)
            {
                // The engine prints the value of the property that a failure names.
                _said.Enqueue(
                    failure.Property
                        + ": "
                        + failure.Reason
                        + (failure.Property.Length > 0 ? Properties.Plain(news[failure.Property])?.ToJsonString() : "")
                );
            }

            throw new RefusedException([.. answer.Failures.Select(static f => (f.Property, f.Reason))]);
        }

        return Hear(Properties.FromStruct(answer.Inputs));
    }

    /// <summary>Property paths that changed, with their kind.</summary>
    public async Task<IReadOnlyDictionary<string, PropertyDiff.Types.Kind>> DiffAsync(string token, Held held, JsonObject inputs)
    {
        var answer = await CallAsync(() =>
            Client
                .DiffAsync(
                    new DiffRequest
                    {
                        Id = held.Id,
                        Urn = Urn(token, Called),
                        Name = Called,
                        Type = token,
                        OldInputs = Properties.ToStruct(held.Inputs),
                        Olds = Properties.ToStruct(held.Outputs),
                        News = Properties.ToStruct(inputs),
                    }
                )
                .ResponseAsync
        );
        Assert.Equal(answer.DetailedDiff.Count > 0, answer.Changes == DiffResponse.Types.DiffChanges.DiffSome);
        return answer.DetailedDiff.ToDictionary(static d => d.Key, static d => d.Value.Kind, StringComparer.Ordinal);
    }

    public async Task<Held> CreateAsync(string token, JsonObject inputs, bool preview = false, double timeout = 0)
    {
        var answer = await CallAsync(() =>
            Client
                .CreateAsync(
                    new CreateRequest
                    {
                        Urn = Urn(token, Called),
                        Name = Called,
                        Type = token,
                        Properties = Properties.ToStruct(inputs),
                        Preview = preview,
                        Timeout = timeout,
                    }
                )
                .ResponseAsync
        );
        return new(answer.Id, inputs, Hear(Properties.FromStruct(answer.Properties)));
    }

    public async Task<Held> UpdateAsync(string token, Held held, JsonObject inputs, bool preview = false)
    {
        var answer = await CallAsync(() =>
            Client
                .UpdateAsync(
                    new UpdateRequest
                    {
                        Id = held.Id,
                        Urn = Urn(token, Called),
                        Name = Called,
                        Type = token,
                        OldInputs = Properties.ToStruct(held.Inputs),
                        Olds = Properties.ToStruct(held.Outputs),
                        News = Properties.ToStruct(inputs),
                        Preview = preview,
                    }
                )
                .ResponseAsync
        );
        return new(held.Id, inputs, Hear(Properties.FromStruct(answer.Properties)));
    }

    /// <summary>The object as it is; null where the provider says that it is gone.</summary>
    public Task<Held?> ReadAsync(string token, Held held, double timeout = 0) =>
        ReadAsync(token, held.Id, held.Inputs, held.Outputs, timeout);

    public Task<Held?> ImportAsync(string token, string id) => ReadAsync(token, id, null, null, 0);

    /// <summary>The engine of another operation takes the provider over.</summary>
    public Task AttachAsync() => CallAsync(() => Client.AttachAsync(new PluginAttach { Address = _ear.Address }).ResponseAsync);

    /// <summary>In an operation of its own, as in a destroy: no engine takes away in one operation what it made there.</summary>
    public async Task DeleteAsync(string token, Held held)
    {
        await AttachAsync();
        await DeleteInThisOperationAsync(token, held);
    }

    /// <summary>As a destroy, in which what is in the state was read before.</summary>
    public Task DeleteInThisOperationAsync(string token, Held held) =>
        CallAsync(() =>
            Client
                .DeleteAsync(
                    new DeleteRequest
                    {
                        Id = held.Id,
                        Urn = Urn(token, Called),
                        Name = Called,
                        Type = token,
                        Properties = Properties.ToStruct(held.Outputs),
                        OldInputs = Properties.ToStruct(held.Inputs),
                    }
                )
                .ResponseAsync
        );

    /// <summary>Runs a call and turns its error into what the engine makes of it.</summary>
    public async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (RpcException e)
        {
            _said.Enqueue(e.Status.Detail);
            throw new CallFailedException(e.StatusCode, e.Status.Detail, Partial(e));
        }
    }

    /// <summary>Name of the resource in the program.</summary>
    public string Called { get; set; } = "it";

    public static string Urn(string token, string name = "it") => $"urn:pulumi:dev::laws::{token}::{name}";

    private async Task<Held?> ReadAsync(string token, string id, JsonObject? inputs, JsonObject? outputs, double timeout)
    {
        var answer = await CallAsync(() =>
            Client
                .ReadAsync(
                    new ReadRequest
                    {
                        Id = id,
                        Urn = Urn(token, Called),
                        Name = Called,
                        Type = token,
                        Inputs = inputs is null ? null : Properties.ToStruct(inputs),
                        Properties = outputs is null ? null : Properties.ToStruct(outputs),
                        Timeout = timeout,
                    }
                )
                .ResponseAsync
        );
        return answer.Id.Length == 0
            ? null
            : new(answer.Id, Hear(Properties.FromStruct(answer.Inputs)), Hear(Properties.FromStruct(answer.Properties)));
    }

    private Held? Partial(RpcException e)
    {
        if (e.Trailers.GetValueBytes("grpc-status-details-bin") is not { } bytes)
        {
            return null;
        }

        var status = Google.Rpc.Status.Parser.ParseFrom(bytes);
        Assert.Equal((int)e.StatusCode, status.Code);
        Assert.Equal(e.Status.Detail, status.Message);
        var detail = status.Details.Single(static d => d.Is(ErrorResourceInitFailed.Descriptor)).Unpack<ErrorResourceInitFailed>();
        foreach (var reason in detail.Reasons)
        {
            _said.Enqueue(reason);
        }

        return new(detail.Id, Hear(Properties.FromStruct(detail.Inputs)), Hear(Properties.FromStruct(detail.Properties)));
    }

    private JsonObject Hear(JsonObject map)
    {
        foreach (var text in Properties.Readable(map))
        {
            _said.Enqueue(text);
        }

        return map;
    }
}

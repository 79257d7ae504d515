using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Pulumirpc;
using Empty = Google.Protobuf.WellKnownTypes.Empty;

namespace NeonFlow.Harness;

/// <summary>
/// The provider as the engine starts it: a process, its port on standard output, gRPC, an engine that listens to its log.
/// </summary>
internal sealed class ProviderUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly ConcurrentQueue<string> _said = new();
    private readonly EngineEar _ear;
    private readonly GrpcChannel _channel;

    private ProviderUnderTest(Process process, EngineEar ear, int port, string portLine)
    {
        Process = process;
        _ear = ear;
        Port = port;
        _output.Append(portLine).Append('\n');
        _channel = GrpcChannel.ForAddress(
            $"http://127.0.0.1:{port}",
            new GrpcChannelOptions
            {
                MaxReceiveMessageSize = null,
                MaxSendMessageSize = null,
                HttpHandler = new SocketsHttpHandler { UseProxy = false, EnableMultipleHttp2Connections = true },
                DisposeHttpClient = true,
            }
        );
        Client = new(_channel);
        Output = KeepAsync(process.StandardOutput, _output);
        Errors = KeepAsync(process.StandardError, _errors);
    }

    /// <summary>The executable: <c>NEONFLOW_PROVIDER</c>, else the last build.</summary>
    public static string Executable { get; } =
        Environment.GetEnvironmentVariable("NEONFLOW_PROVIDER") is { Length: > 0 } named ? named : Built();

    public Process Process { get; }

    public int Port { get; }

    public ResourceProvider.ResourceProviderClient Client { get; }

    public CallInvoker Invoker => _channel.CreateCallInvoker();

    public IReadOnlyList<Line> Log => _ear.Lines;

    /// <summary>Everything that people could read: log, errors, refusals, and what maps hold outside of secrets.</summary>
    public IEnumerable<string> Said => [.. _said, .. Log.Select(static l => l.Text), _errors.ToString(), _output.ToString()];

    public string StandardOutput => _output.ToString();

    public string StandardError => _errors.ToString();

    private Task Output { get; }

    private Task Errors { get; }

    /// <summary>Starts a provider; nothing of this process's environment but where programs are found goes in.</summary>
    public static async Task<ProviderUnderTest> StartAsync(IReadOnlyDictionary<string, string>? environment = null, bool isBare = false)
    {
        var ear = await EngineEar.OpenAsync();
        var start = new ProcessStartInfo(Executable)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment.Clear();
        if (Executable.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
        {
            start.FileName = Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";
            start.ArgumentList.Add(Executable);
            foreach (var name in (string[])["PATH", "DOTNET_ROOT", "HOME"])
            {
                start.Environment[name] = Environment.GetEnvironmentVariable(name) ?? "";
            }
        }
        else if (!isBare)
        {
            start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "";
        }

        start.Environment["NEONFLOW_LOOPBACK_ONLY"] = "1";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        start.ArgumentList.Add(ear.Address);
        var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        var line = await process.StandardOutput.ReadLineAsync(patience.Token);
        if (!int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            var errors = await process.StandardError.ReadToEndAsync(patience.Token);
            await ear.DisposeAsync();
            throw new InvalidOperationException($"The provider {Executable} wrote '{line}' instead of its port. {errors}");
        }

        return new(process, ear, port, line!);
    }

    /// <summary>Starts, shakes hands and configures, as the engine does before the first call on a resource.</summary>
    public static async Task<ProviderUnderTest> StartAsync(
        JsonObject config,
        IReadOnlyDictionary<string, string>? environment = null,
        string name = "local"
    )
    {
        var provider = await StartAsync(environment);
        await provider.HandshakeAsync();
        await provider.ConfigureAsync(config, name);
        return provider;
    }

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
                        Urn = Urn(token),
                        Name = "it",
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
                        Urn = Urn(token),
                        Name = "it",
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
                        Urn = Urn(token),
                        Name = "it",
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
                        Urn = Urn(token),
                        Name = "it",
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

    /// <summary>In an operation of its own, as in a destroy: no engine takes away in one operation what it made there.</summary>
    public async Task DeleteAsync(string token, Held held)
    {
        await CallAsync(() => Client.AttachAsync(new PluginAttach { Address = _ear.Address }).ResponseAsync);
        await CallAsync(() =>
            Client
                .DeleteAsync(
                    new DeleteRequest
                    {
                        Id = held.Id,
                        Urn = Urn(token),
                        Name = "it",
                        Type = token,
                        Properties = Properties.ToStruct(held.Outputs),
                        OldInputs = Properties.ToStruct(held.Inputs),
                    }
                )
                .ResponseAsync
        );
    }

    public async Task CancelAsync() => await CallAsync(() => Client.CancelAsync(new Empty()).ResponseAsync);

    /// <summary>What the engine leaves when it is killed: nobody at the other end of standard input.</summary>
    public void CloseInput() => Process.StandardInput.Close();

    public void Kill() => Process.Kill(entireProcessTree: true);

    public async Task<bool> ExitsAsync(TimeSpan within)
    {
        using var limit = new CancellationTokenSource(within);
        try
        {
            await Process.WaitForExitAsync(limit.Token);
            await Task.WhenAll(Output, Errors);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        if (!Process.HasExited)
        {
            try
            {
                CloseInput();
            }
            catch (IOException)
            {
                // It ended by itself.
            }

            if (!await ExitsAsync(TimeSpan.FromSeconds(15)))
            {
                Kill();
            }
        }

        await _ear.DisposeAsync();
        Process.Dispose();
    }

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

    public static string Urn(string token) => $"urn:pulumi:dev::laws::{token}::it";

    private async Task<Held?> ReadAsync(string token, string id, JsonObject? inputs, JsonObject? outputs, double timeout)
    {
        var answer = await CallAsync(() =>
            Client
                .ReadAsync(
                    new ReadRequest
                    {
                        Id = id,
                        Urn = Urn(token),
                        Name = "it",
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

    private static async Task KeepAsync(StreamReader from, StringBuilder into)
    {
        try
        {
            while (await from.ReadLineAsync() is { } line)
            {
                lock (into)
                {
                    into.Append(line).Append('\n');
                }
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or IOException or InvalidOperationException)
        {
            // Nobody reads the rest of a process that was ended.
        }
    }

    /// <summary>The last managed build.</summary>
    public static string Built() => Checkout.Built("NeonFlow.Provider", "pulumi-resource-neonflow.dll");
}

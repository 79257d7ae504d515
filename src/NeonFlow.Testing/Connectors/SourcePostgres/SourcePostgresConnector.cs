using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>
/// A stand-in for Estuary's capture connector <c>source-postgres</c> over real logical replication: the same checks, writes, slot handling,
/// documents, checkpoints and error texts, as they were measured on the real one.
/// </summary>
public sealed partial class SourcePostgresConnector : IConnector
{
    private static readonly string[] RequestKinds = ["spec", "discover", "validate", "apply", "open", "acknowledge"];

    /// <summary>Where the Spec response says the documentation is; the variants of the image differ in nothing else.</summary>
    public string DocumentationUrl { get; init; } = SourcePostgresSpec.DocumentationUrl;

    internal LogLevel LogLevel { get; init; } = LogLevel.Info;

    internal LogFormat LogFormat { get; init; } = LogFormat.Json;

    internal CaptureHabits Habits { get; init; } = new();

    /// <summary>
    /// Serves standard input and output as the connector's image does: ends with 0 when the input ends, with 1 on SIGTERM, SIGINT or a
    /// failed request.
    /// The environment variables <c>FLOW_RUNTIME_CODEC</c> (must be <c>json</c>: the protobuf form is not spoken here), <c>LOG_FORMAT</c>
    /// (<c>json</c>, <c>text</c>, <c>color</c>; default
    /// <c>color</c>), <c>LOG_LEVEL</c> (default <c>info</c>), <c>SHUTDOWN_AFTER_POLLING</c> (<c>yes</c>) and <c>DOCS_URL</c> are read.
    /// </summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunOnStandardStreamsAsync()
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        await using var log = new StreamWriter(Console.OpenStandardError(), utf8) { NewLine = "\n", AutoFlush = true };
        var lines = new ConnectorLog(log, LogLevel.Info);
        LogFormat? format = Variable("LOG_FORMAT", "color") switch
        {
            "json" => LogFormat.Json,
            "text" => LogFormat.Text,
            "color" => LogFormat.Color,
            _ => null,
        };
        if (format is null)
        {
            lines.Report(ConnectorFault.Fatal("invalid LOG_FORMAT (expected 'json', 'text', or 'color')", Variable("LOG_FORMAT", "")));
            return 1;
        }
        LogLevel? level = Variable("LOG_LEVEL", "info").ToLowerInvariant() switch
        {
            "trace" or "debug" => LogLevel.Debug,
            "info" => LogLevel.Info,
            "warn" or "warning" => LogLevel.Warning,
            "error" => LogLevel.Error,
            "fatal" or "panic" => LogLevel.Fatal,
            _ => null,
        };
        if (level is null)
        {
            lines.Report(
                ConnectorFault.Fatal("unrecognized log level", $"not a valid logrus Level: {Go.Quote(Variable("LOG_LEVEL", ""))}")
            );
            return 1;
        }
        switch (Variable("FLOW_RUNTIME_CODEC", "proto"))
        {
            case "json":
                break;
            case "proto":
                lines.Text("the protobuf codec is not spoken here: set FLOW_RUNTIME_CODEC=json, one JSON message a line");
                return 1;
            case var other:
                lines.Report(ConnectorFault.Fatal("invalid FLOW_RUNTIME_CODEC (expected 'json', or 'proto')", other));
                return 1;
        }
        using var stop = new CancellationTokenSource();
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var requests = new StreamReader(Console.OpenStandardInput(), utf8);
        await using var responses = new StreamWriter(Console.OpenStandardOutput(), utf8) { NewLine = "\n" };
        var connector = new SourcePostgresConnector
        {
            DocumentationUrl = Environment.GetEnvironmentVariable("DOCS_URL") is { Length: > 0 } url
                ? url
                : SourcePostgresSpec.DocumentationUrl,
            LogLevel = level.Value,
            LogFormat = format.Value,
            Habits = new CaptureHabits { ShutdownAfterPolling = Environment.GetEnvironmentVariable("SHUTDOWN_AFTER_POLLING") == "yes" },
        };
        return await connector.RunAsync(requests, responses, log, stop.Token).ConfigureAwait(false);

        static string Variable(string name, string otherwise) =>
            Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : otherwise;
    }

    /// <inheritdoc/>
    public async Task<int> RunAsync(TextReader requests, TextWriter responses, TextWriter log, CancellationToken cancellationToken)
    {
        var lines = new ConnectorLog(log, LogLevel, LogFormat);
        var answers = new Responses(responses);
        try
        {
            while (await requests.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
            {
                if (string.IsNullOrWhiteSpace(line))
                {
                    continue;
                }
                if (await ServeAsync(line, requests, answers, lines, cancellationToken).ConfigureAwait(false))
                {
                    return 0;
                }
            }
            return 0;
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested && e is not ConnectorFault { Form: FaultForm.User })
        {
            lines.Text("context canceled");
        }
        catch (ConnectorFault e)
        {
            lines.Report(e);
        }
        catch (Exception e) when (Database.IsDatabaseError(e))
        {
            lines.Text(Database.Describe(e));
        }
        catch (JsonException e)
        {
            lines.Text(e.Message);
        }
        catch (FormatException e)
        {
            lines.Text(e.Message);
        }
#pragma warning disable CA1031 // Whatever it is, a run that fails says why and ends with 1.
        catch (Exception e)
#pragma warning restore CA1031
        {
            lines.Error("the connector failed in a way it does not know", ("exception", e.ToString()));
            lines.Text(e.Message);
        }
        return 1;
    }

    /// <returns>Whether the request was the last one, which only <c>open</c> is.</returns>
    private async Task<bool> ServeAsync(
        string line,
        TextReader requests,
        Responses responses,
        ConnectorLog log,
        CancellationToken cancellationToken
    )
    {
        using var parsed = Go.ParseJson(line);
        var kind =
            Array.Find(RequestKinds, k => ConnectorConfig.Child(parsed.RootElement, k) is not null)
            ?? throw ConnectorFault.Plain("validating request: expected one of Spec, Discover, Validate, Apply, Open, or Acknowledge");
        var request = parsed.RootElement.GetProperty(kind);
        switch (kind)
        {
            case "spec":
                await responses.WriteAsync("spec", SourcePostgresSpec.Response(DocumentationUrl)).ConfigureAwait(false);
                return false;
            case "discover":
                await responses
                    .WriteAsync(
                        "discovered",
                        await DiscoverAsync(Config(request, "Discover"), log, cancellationToken).ConfigureAwait(false)
                    )
                    .ConfigureAwait(false);
                return false;
            case "validate":
                await responses
                    .WriteAsync("validated", await ValidateAsync(request, log, cancellationToken).ConfigureAwait(false))
                    .ConfigureAwait(false);
                return false;
            case "apply":
                await ApplyAsync(Capture(request, "Apply"), log, cancellationToken).ConfigureAwait(false);
                await responses.WriteAsync("applied", new JsonObject()).ConfigureAwait(false);
                return false;
            case "open":
                await OpenAsync(request, requests, responses, log, cancellationToken).ConfigureAwait(false);
                return true;
            default:
                throw ConnectorFault.Plain($"unexpected message {Print(parsed.RootElement)}");
        }
    }

    private async Task OpenAsync(
        JsonElement request,
        TextReader requests,
        Responses responses,
        ConnectorLog log,
        CancellationToken cancellationToken
    )
    {
        var capture = Capture(request, "Open");
        var config = ConnectorConfig.Parse(Config(capture, "Open"));
        IReadOnlyList<BindingConfig> bindings = [];
        CaptureState state;
        try
        {
            var given = ConnectorConfig.Child(request, "state");
            if (given is { } g)
            {
                ConnectorConfig.Known(g, ["cursor", "bindingStateV1"]);
            }
            state = CaptureState.Parse(given);
        }
        catch (FormatException e)
        {
            throw ConnectorFault.Plain($"unable to parse state checkpoint: {e.Message}");
        }
        await using var database = new Database(config, log);
        log.Info("Verifying capture requirements");
        await database.GreetAsync(cancellationToken).ConfigureAwait(false);
        await new Prerequisites(database, log)
            .CheckAsync(() => (bindings = BindingConfig.ParseAll(capture), []), cancellationToken)
            .ConfigureAwait(false);
        // A table that is bound twice is captured for the last of its bindings.
        bindings = [.. bindings.GroupBy(b => b.StreamId, StringComparer.Ordinal).Select(g => g.Last())];
        await responses.WriteAsync("opened", new JsonObject { ["explicitAcknowledgements"] = true }).ConfigureAwait(false);
        log.Info(bindings.Count == 0 ? "Capture started, no bindings are enabled" : "Capture started");
        await new CaptureRun(database, bindings, state, responses, log, Habits).RunAsync(requests, cancellationToken).ConfigureAwait(false);
    }

    private static JsonElement Config(JsonElement request, string kind) =>
        ConnectorConfig.Child(request, "config") ?? throw ConnectorFault.Plain($"validating request: {kind}: missing ConfigJson");

    private static JsonElement Capture(JsonElement request, string kind) =>
        ConnectorConfig.Child(request, "capture") ?? throw ConnectorFault.Plain($"validating request: {kind}: missing Capture");

    /// <summary>A request as the real connector prints it: which of its parts are there, and nothing of what is in them.</summary>
    internal static string Print(JsonElement request) =>
        "&capture.Request{"
        + string.Join(
            ", ",
            RequestKinds.Select(kind =>
            {
                var name = Go.Title(kind);
                return $"{name}:(*capture.Request_{name})({(ConnectorConfig.Child(request, kind) is null ? "nil" : "0xc000000000")})";
            })
        )
        + "}";
}

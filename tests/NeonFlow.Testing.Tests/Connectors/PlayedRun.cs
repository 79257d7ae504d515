using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Tests.Connectors;

/// <summary>One run of the connector: what was recorded of it so far, and what it says now.</summary>
internal sealed class PlayedRun(ConnectorUnderTest connector, bool withInfo, bool shutsDown)
{
    private double? _opened;
    private int _fences;
    private bool _lastWords;
    private bool _streams;

    public ConnectorUnderTest Connector => connector;
    public List<JsonObject> Expected { get; } = [];
    public List<JsonObject> ExpectedLog { get; } = [];
    public string? LastRequest { get; private set; }
    public bool Killed { get; set; }

    /// <summary>The cursor that the recorded run was given, and the one that this run was.</summary>
    public string? RecordedCursor { get; private set; }

    public string? GivenCursor { get; private set; }

    /// <summary>Whether the recorded run had ended by itself, as everything does but a capture that streams.</summary>
    public bool IsOver => LastRequest != "open" || shutsDown || _lastWords || Killed;

    /// <summary>Whether the recorded run stood before its first fence.</summary>
    public bool IsCatchingUp => !IsOver && ExpectedLog is [.., var last] && StartsToStream(last);

    /// <summary>How many of the fences that come every minute a run has made by a time.</summary>
    public static int FencesBy(double time, double opened) => (int)((time - opened) / Replay.FenceCycle.TotalSeconds);

    public void Asked(JsonObject recorded, JsonObject completed)
    {
        LastRequest = recorded.FirstOrDefault().Key;
        RecordedCursor = (string?)recorded["open"]?["state"]?["cursor"];
        GivenCursor = (string?)completed["open"]?["state"]?["cursor"];
    }

    public void Said(JsonObject response, double? time)
    {
        Expected.Add(response);
        if (response.ContainsKey("opened"))
        {
            _opened = time;
        }
    }

    public void Logged(JsonObject message)
    {
        ExpectedLog.Add(message);
        _lastWords |= (string?)message["log"] is "stderr" or "fatal";
        _streams |= StartsToStream(message);
    }

    private static bool StartsToStream(JsonObject message) =>
        ((string?)message["msg"])?.StartsWith("Catching up", StringComparison.Ordinal) == true;

    /// <summary>
    /// Whether a response can be this run's while another one streams beside it: an answer of the kind asked for, and before it streams
    /// itself only the cursor it was given.
    /// </summary>
    public bool CouldSay(JsonObject response)
    {
        if (_lastWords)
        {
            return false;
        }
        if (LastRequest != "open")
        {
            return !response.ContainsKey("checkpoint") && !response.ContainsKey("captured");
        }
        if (response.ContainsKey("captured"))
        {
            return _streams;
        }
        return !response.ContainsKey("checkpoint")
            || _streams
            || (Expected.Any(m => m.ContainsKey("opened")) && Transcript.Cursor(response) == RecordedCursor);
    }

    public string? Corresponding(string cursor) =>
        Transcript.Corresponding(cursor, Transcript.Of(Expected), Transcript.Of(connector.Responses));

    /// <summary>Makes the fences that the recorded run had made by a time.</summary>
    public async Task FencesUntilAsync(double time, ShopServer shop)
    {
        if (_opened is not { } opened || IsOver)
        {
            return;
        }
        for (; _fences < FencesBy(time, opened); _fences++)
        {
            await SettleAsync();
            await shop.NoteRunningTransactionsAsync();
            if (!await connector.FenceAsync())
            {
                throw new ReplayDifference($"fence {_fences + 1} does not come\n{Describe()}");
            }
        }
    }

    /// <summary>Waits until as much has come as was recorded up to here.</summary>
    public async Task SettleAsync()
    {
        var expected = Transcript.Of(Expected);
        var lines = ExpectedLog.Count;
        if (!await connector.WaitAsync(c => ActualLog().Count >= lines && expected.IsReachedBy(Transcript.Of(c.Responses))))
        {
            throw new ReplayDifference(
                $"{connector.Responses.Count} messages instead of {Expected.Sum(Transcript.Weight)}, {ActualLog().Count} log lines "
                    + $"instead of {lines}\n{Describe()}"
            );
        }
    }

    public List<(string Level, string Text)> ActualLog() =>
        [
            .. connector
                .Log.Select(l => l.StartsWith('{') ? ((string)JsonNode.Parse(l)!["level"]!, l) : ("stderr", l))
                .Where(l => l.Item1 != "debug" && (withInfo || l.Item1 != "info")),
        ];

    public string Describe() =>
        "--- log\n"
        + string.Join('\n', connector.Log)
        + "\n--- messages\n"
        + string.Join('\n', connector.Responses.Where(r => !r.ContainsKey("captured")).Select(Replay.Short).TakeLast(30));
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>Checkpoints, and what is acknowledged of them.</summary>
internal sealed partial class CaptureRun
{
    private async Task CheckpointAsync()
    {
        var patch = state.TakePatch();
        lock (_gate)
        {
            _unacknowledged.Enqueue(state.Cursor);
        }
        await responses
            .WriteAsync(
                "checkpoint",
                new JsonObject
                {
                    ["state"] = new JsonObject { ["updated"] = patch, ["mergePatch"] = true },
                }
            )
            .ConfigureAwait(false);
    }

    /// <summary>Reads acknowledgements until the requests end; a broken one ends the run.</summary>
    private async Task AcknowledgeAsync(TextReader requests, CancellationTokenSource failed)
    {
        try
        {
            while (await requests.ReadLineAsync(failed.Token).ConfigureAwait(false) is { } line)
            {
                if (string.IsNullOrWhiteSpace(line))
                {
                    continue;
                }
                Acknowledge(line);
            }
        }
        catch (OperationCanceledException)
        {
            // The run ended first.
        }
        catch (Exception e) when (e is ConnectorFault or JsonException or FormatException)
        {
            await failed.CancelAsync().ConfigureAwait(false);
            throw ConnectorFault.Fatal("error relaying acknowledgements from stdin", e.Message);
        }
    }

    private void Acknowledge(string line)
    {
        using var request = Go.ParseJson(line);
        if (ConnectorConfig.Child(request.RootElement, "acknowledge") is not { } acknowledge)
        {
            throw ConnectorFault.Plain($"unexpected message {SourcePostgresConnector.Print(request.RootElement)}");
        }
        // Before the count there was one acknowledgement for each checkpoint.
        var count = ConnectorConfig.Number(acknowledge, "checkpoints") is var given and not 0 ? given : 1;
        string? cursor = null;
        ReplicationStream? stream;
        lock (_gate)
        {
            if (count > _unacknowledged.Count)
            {
                throw ConnectorFault.Plain(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"error handling acknowledgement: invalid acknowledgement count {count}, only {_unacknowledged.Count} pending "
                            + $"checkpoints"
                    )
                );
            }
            for (; count > 0; count--)
            {
                cursor = _unacknowledged.Dequeue();
            }
            stream = _stream;
        }
        if (string.IsNullOrEmpty(cursor))
        {
            return;
        }
        if (!Lsn.TryParse(cursor, out var lsn))
        {
            throw ConnectorFault.Plain(
                "error handling acknowledgement: error parsing acknowledge cursor: failed to parse LSN: expected integer"
            );
        }
        stream?.Acknowledge(lsn);
    }
}

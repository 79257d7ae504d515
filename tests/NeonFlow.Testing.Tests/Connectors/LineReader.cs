using System.Threading.Channels;

namespace NeonFlow.Testing.Tests.Connectors;

/// <summary>The input of a connector under test, line by line.</summary>
internal sealed class LineReader : TextReader
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    public void Send(string line) => _lines.Writer.TryWrite(line);

    public override void Close() => _lines.Writer.TryComplete();

    public override async ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        while (await _lines.Reader.WaitToReadAsync(cancellationToken))
        {
            if (_lines.Reader.TryRead(out var line))
            {
                return line;
            }
        }
        return null;
    }
}

namespace NeonFlow.Estuary;

/// <summary>Puts lines together that come in pieces.</summary>
internal sealed class LineBuffer
{
    private readonly MemoryStream _line = new();

    /// <summary>The lines that end in a piece, without their line breaks.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Take(ReadOnlyMemory<byte> piece)
    {
        while (piece.Span.IndexOf((byte)'\n') is >= 0 and var end)
        {
            _line.Write(piece.Span[..end]);
            var line = _line.ToArray();
            _line.SetLength(0);
            piece = piece[(end + 1)..];
            if (line.Length > 0)
            {
                yield return line;
            }
        }

        _line.Write(piece.Span);
    }

    /// <summary>Forgets a line that was begun and will not be ended.</summary>
    public void Drop() => _line.SetLength(0);
}

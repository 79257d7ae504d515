using System.Text;
using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary;

/// <summary>
/// The journal of a collection: its documents, a line each, and behind those of each transaction a line that acknowledges it. It is written
/// out once somebody reads it.
/// </summary>
internal sealed class CollectionJournal
{
    private readonly List<JsonObject> _messages = [];
    private readonly MemoryStream _content = new();
    private int _written;

    public void Add(JsonObject message) => _messages.Add(message);

    /// <summary>Where the next message will begin.</summary>
    public long WriteHead()
    {
        for (; _written < _messages.Count; _written++)
        {
            _content.Write(Encoding.UTF8.GetBytes(_messages[_written].Text() + "\n"));
        }
        return _content.Length;
    }

    public byte[] Read(long begin, long end) => _content.GetBuffer().AsSpan((int)begin, (int)(end - begin)).ToArray();
}

using System.Buffers.Binary;
using System.Text;

namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>Decodes pgoutput messages of protocol version 1.</summary>
internal sealed class PgOutput(ulong start)
{
    private const long PostgresEpochMilliseconds = 946_684_800_000;

    private readonly Dictionary<uint, Relation> _relations = [];
    private ulong _previousEnd = start;
    private ulong _commit;
    private long _commitMilliseconds;
    private uint _transactionId;

    /// <summary>The event of a message, or null where it has none.</summary>
    public StreamEvent? Decode(ReadOnlySpan<byte> data, ulong position)
    {
        var message = new Message(data);
        switch (message.Char())
        {
            case 'B':
                _commit = message.UInt64();
                _commitMilliseconds = PostgresEpochMilliseconds + FloorToMilliseconds(message.Int64());
                _transactionId = message.UInt32();
                return null;
            case 'C':
                message.Byte();
                message.UInt64();
                _previousEnd = message.UInt64();
                return new FlushEvent(_previousEnd);
            case 'R':
                var relationId = message.UInt32();
                var (schema, table) = (message.Text(), message.Text());
                message.Byte();
                var columns = new RelationColumn[message.UInt16()];
                for (var i = 0; i < columns.Length; i++)
                {
                    // Whether it is in the relation's identity, which a partition's rows need not follow.
                    message.Byte();
                    columns[i] = new RelationColumn(message.Text(), message.UInt32());
                    message.UInt32();
                }
                // The server abbreviates its own schema to nothing.
                _relations[relationId] = new Relation
                {
                    Schema = schema.Length == 0 ? "pg_catalog" : schema,
                    Table = table,
                    Columns = columns,
                };
                return null;
            case 'I':
                var inserted = Known(message.UInt32());
                message.Char();
                return Change('c', inserted, null, false, message.Row(), position);
            case 'U':
                var updated = Known(message.UInt32());
                Cell[]? before = null;
                var kind = message.Char();
                var whole = kind == 'O';
                if (kind is 'K' or 'O')
                {
                    before = message.Row();
                    message.Char();
                }
                return Change('u', updated, before, whole, message.Row(), position);
            case 'D':
                var deleted = Known(message.UInt32());
                var identity = message.Char();
                return Change('d', deleted, message.Row(), identity == 'O', null, position);
            case 'T':
                var count = message.UInt32();
                message.Byte();
                var truncated = new List<Relation>();
                for (var i = 0; i < count; i++)
                {
                    truncated.Add(Known(message.UInt32()));
                }
                return new TruncateEvent(truncated);
            default:
                return null;
        }
    }

    private ChangeEvent Change(char op, Relation relation, Cell[]? before, bool whole, Cell[]? after, ulong position) =>
        new(op, relation, before, whole, after, _previousEnd, position, _commit, _commitMilliseconds, _transactionId);

    private Relation Known(uint id) =>
        _relations.TryGetValue(id, out var relation)
            ? relation
            : throw ConnectorFault.Plain($"error decoding message: unknown relation ID {id}");

    private static long FloorToMilliseconds(long microseconds) => microseconds >= 0 ? microseconds / 1000 : (microseconds - 999) / 1000;

    private ref struct Message(ReadOnlySpan<byte> data)
    {
        private ReadOnlySpan<byte> _rest = data;

        public byte Byte() => Take(1)[0];

        public char Char() => (char)Byte();

        public ushort UInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

        public uint UInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

        public ulong UInt64() => BinaryPrimitives.ReadUInt64BigEndian(Take(8));

        public long Int64() => BinaryPrimitives.ReadInt64BigEndian(Take(8));

        public string Text()
        {
            var end = _rest.IndexOf((byte)0);
            var text = Encoding.UTF8.GetString(_rest[..end]);
            _rest = _rest[(end + 1)..];
            return text;
        }

        public Cell[] Row()
        {
            var cells = new Cell[UInt16()];
            for (var i = 0; i < cells.Length; i++)
            {
                cells[i] = Char() switch
                {
                    'n' => new Cell(null),
                    'u' => new Cell(null, Unchanged: true),
                    't' => new Cell(Encoding.UTF8.GetString(Take((int)UInt32()))),
                    var other => throw ConnectorFault.Plain(
                        $"error decoding message: unexpected column data type {Go.Quote(other.ToString())}"
                    ),
                };
            }
            return cells;
        }

        private ReadOnlySpan<byte> Take(int count)
        {
            if (_rest.Length < count)
            {
                throw ConnectorFault.Plain("error decoding message: unexpected end of data");
            }
            var taken = _rest[..count];
            _rest = _rest[count..];
            return taken;
        }
    }
}

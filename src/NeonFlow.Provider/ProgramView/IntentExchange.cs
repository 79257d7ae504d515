using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace NeonFlow.Provider.ProgramView;

/// <summary>
/// A folder for each engine, in which every provider process of its operation has a file that it appends to and the others read: a program
/// with several providers is judged as one. Names of objects and places
/// stand in it, and no way to reach them. It is readable for the user alone, and goes with the last process. Where the folder cannot be
/// had, a process knows its own resources only.
/// </summary>
internal sealed class IntentExchange : IIntentExchange, IDisposable
{
    private const string Suffix = ".notes";
    private const int Buffer = 16 << 10;
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    private static readonly (string Kind, JsonTypeInfo Type)[] Kinds =
    [
        ("role", IntentJson.Default.RoleIntent),
        ("logicalReplication", IntentJson.Default.LogicalReplicationIntent),
        ("grant", IntentJson.Default.GrantIntent),
        ("defaultPrivileges", IntentJson.Default.DefaultPrivilegesIntent),
        ("publication", IntentJson.Default.PublicationIntent),
        ("watermarks", IntentJson.Default.WatermarksIntent),
        ("slot", IntentJson.Default.SlotIntent),
        ("slotUse", IntentJson.Default.SlotUseIntent),
        ("capture", IntentJson.Default.CaptureIntent),
        ("addresses", IntentJson.Default.AddressesIntent),
    ];

    private readonly string _folder;
    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{Guid.NewGuid():N}{Suffix}");
    private readonly Dictionary<string, long> _read = new(StringComparer.Ordinal);
    private FileStream? _own;
    private bool _isOff;

    /// <inheritdoc/>
    public string? Trouble { get; private set; }

    /// <summary>Of the processes that one engine has started.</summary>
    /// <param name="engine">Address of the engine: every operation has its own.</param>
    /// <param name="root">Folder of all engines; null: one of the user's, where files of the moment are.</param>
    public IntentExchange(string engine, string? root = null) =>
        _folder = Path.Combine(
            root ?? Path.Combine(Path.GetTempPath(), $"neonflow-{Environment.UserName}"),
            string.Concat(engine.Select(static c => char.IsAsciiLetterOrDigit(c) || c == '.' ? c : '_'))
        );

    /// <inheritdoc/>
    public void Tell(IntentNote note) =>
        Try(() =>
        {
            _own ??= Open();
            _own.Write([.. JsonSerializer.SerializeToUtf8Bytes(Written(note), IntentJson.Default.WrittenNote), (byte)'\n']);
            _own.Flush();
            return true;
        });

    /// <inheritdoc/>
    public IReadOnlyList<IntentNote> Hear() =>
        Try(() =>
        {
            List<IntentNote> heard = [];
            foreach (var file in Directory.Exists(_folder) ? Directory.EnumerateFiles(_folder, "*" + Suffix) : [])
            {
                if (Path.GetFileName(file) is var name && name != _name && (_read.ContainsKey(name) || IsAlive(name)))
                {
                    heard.AddRange(News(file, name));
                }
            }

            return heard;
        }) ?? [];

    /// <summary>Takes away what this process has told.</summary>
    public void Dispose() =>
        Try(() =>
        {
            _isOff = true;
            if (_own is not null)
            {
                _own.Dispose();
                File.Delete(Path.Combine(_folder, _name));
                if (!Directory.EnumerateFileSystemEntries(_folder).Any())
                {
                    Directory.Delete(_folder);
                }
            }

            return true;
        });

    private FileStream Open()
    {
        var root = Path.GetDirectoryName(_folder)!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_folder);
        }
        else
        {
            const UnixFileMode ours = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            Directory.CreateDirectory(root, ours);

            // Of somebody else's folder nobody but he can change the mode.
            File.SetUnixFileMode(root, ours);
            Directory.CreateDirectory(_folder, ours);
        }

        Sweep(root);
        return new(
            Path.Combine(_folder, _name),
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Share = FileShare.ReadWrite | FileShare.Delete,
                BufferSize = Buffer,
            }
        );
    }

    // A process that was killed could not take its file away.
    private static void Sweep(string root)
    {
        foreach (var folder in Directory.EnumerateDirectories(root))
        {
            foreach (var dead in Directory.EnumerateFiles(folder, "*" + Suffix).Where(static f => !IsAlive(Path.GetFileName(f))))
            {
                File.Delete(dead);
            }

            // One that is just being made is empty too.
            if (DateTime.UtcNow - Directory.GetLastWriteTimeUtc(folder) > Abandoned && !Directory.EnumerateFileSystemEntries(folder).Any())
            {
                Directory.Delete(folder);
            }
        }
    }

    private static bool IsAlive(string name)
    {
        try
        {
            using var process = Process.GetProcessById(
                int.Parse(name[..name.IndexOf('-', StringComparison.Ordinal)], CultureInfo.InvariantCulture)
            );
            return !process.HasExited;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    private List<IntentNote> News(string file, string name)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var from = _read.GetValueOrDefault(name);
        if (stream.Length == from)
        {
            return [];
        }

        stream.Position = from;
        var bytes = new byte[stream.Length - from];
        stream.ReadExactly(bytes);

        // A line that is being written is read the next time.
        var end = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        _read[name] = from + end;
        List<IntentNote> notes = [];
        for (var at = 0; at < end; )
        {
            var length = bytes.AsSpan(at).IndexOf((byte)'\n');
            if (JsonSerializer.Deserialize(bytes.AsSpan(at, length), IntentJson.Default.WrittenNote) is { } written)
            {
                notes.Add(Read(written));
            }

            at += length + 1;
        }

        return notes;
    }

    private static WrittenNote Written(IntentNote note) =>
        new(note.At, note.Act, note.Urn, note.Flag, [.. note.Intents.Select(Written).OfType<WrittenIntent>()], note.Place, note.Other);

    private static WrittenIntent? Written(Intent intent) =>
        Kinds.FirstOrDefault(k => k.Type.Type == intent.What.GetType()) is { Kind: { } kind, Type: var type }
            ? new(intent.Place, kind, JsonSerializer.SerializeToNode(intent.What, type), intent.Unknown, intent.Stands)
            : null;

    private static IntentNote Read(WrittenNote note) =>
        new(note.Act, note.Urn)
        {
            At = note.At,
            Flag = note.Flag,
            Intents = [.. note.Intents.Select(Read).OfType<Intent>()],
            Place = note.Place,
            Other = note.Other,
        };

    // What a provider of another version tells may be of a kind that this one does not know.
    private static Intent? Read(WrittenIntent intent) =>
        Kinds.FirstOrDefault(k => k.Kind == intent.Kind).Type is { } type && intent.What?.Deserialize(type) is { } what
            ? new(intent.Place, what) { Unknown = intent.Unknown, Stands = intent.Stands }
            : null;

    // It helps to judge; that it cannot be had is no reason to fail.
    private T? Try<T>(Func<T> work)
    {
        try
        {
            return _isOff ? default : work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            _isOff = true;
            Trouble = e.Message.TrimEnd('.');
            return default;
        }
    }
}

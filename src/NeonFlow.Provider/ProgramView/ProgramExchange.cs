using System.Diagnostics;
using System.Globalization;

namespace NeonFlow.Provider.ProgramView;

/// <summary>
/// A folder for each engine, in which every provider process of its operation has a file that it appends to and the others read. It holds
/// what their resources are going to be, and where, without what a type or the program says is secret; a host that the program marked is in
/// it all the same, because a place is what resources find each other by. Where the folder cannot be had, a process knows its own resources
/// only.
/// </summary>
internal sealed class ProgramExchange : IProgramExchange
{
    private const string Suffix = ".events";
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    private readonly IShapeCatalogue _shapes;
    private readonly string _folder;
    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{Guid.NewGuid():N}{Suffix}");
    private readonly Dictionary<string, long> _read = new(StringComparer.Ordinal);
    private FileStream? _own;

    /// <summary>Of the processes that one engine has started.</summary>
    /// <param name="engine">Address of the engine: every operation has its own.</param>
    /// <param name="shapes">Codes shapes.</param>
    /// <param name="root">Folder of all engines; null: the user's own.</param>
    public ProgramExchange(string engine, IShapeCatalogue shapes, string? root = null)
    {
        _shapes = shapes;
        _folder = Path.Combine(
            root ?? ProgramFolder.Root,
            string.Concat(engine.Select(static c => char.IsAsciiLetterOrDigit(c) || c == '.' ? c : '_'))
        );
    }

    /// <inheritdoc/>
    public string? UnavailableReason { get; private set; }

    /// <inheritdoc/>
    public void Append(ProgramEvent learnt)
    {
        if (UnavailableReason is not null)
        {
            return;
        }
        try
        {
            _own ??= Open();
            _own.Write([.. ProgramEventJson.Write(learnt, _shapes), (byte)'\n']);
            _own.Flush();
        }
        catch (Exception e)
        {
            // The exchange helps to judge; whatever keeps it from working is no reason to fail a resource.
            UnavailableReason = e.Message.TrimEnd('.');
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<ProgramEvent> ReadNew()
    {
        List<ProgramEvent> told = [];
        foreach (var file in Files(_folder))
        {
            var name = Path.GetFileName(file);
            if (name != _name && (_read.ContainsKey(name) || IsAlive(name)))
            {
                told.AddRange(ReadFile(file, name));
            }
        }
        return told;
    }

    /// <summary>Removes what this process has told.</summary>
    public void Dispose()
    {
        UnavailableReason ??= "the operation has ended";
        if (_own is null)
        {
            return;
        }
        _own.Dispose();
        try
        {
            File.Delete(Path.Combine(_folder, _name));
            Directory.Delete(_folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Files of other processes are still in it.
        }
    }

    private FileStream Open()
    {
        var root = Path.GetDirectoryName(_folder)!;
        ProgramFolder.Create(root, _folder);
        Sweep(root);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
        };
        return new(Path.Combine(_folder, _name), options);
    }

    // A process that was killed could not remove its file.
    private static void Sweep(string root)
    {
        foreach (var folder in Directory.EnumerateDirectories(root))
        {
            try
            {
                // A folder that was made just now is empty, too; and deleting a file in it makes an old one look new.
                var isAbandoned = DateTime.UtcNow - Directory.GetLastWriteTimeUtc(folder) > Abandoned;
                foreach (var dead in Files(folder).Where(static f => !IsAlive(Path.GetFileName(f))))
                {
                    File.Delete(dead);
                }
                if (isAbandoned)
                {
                    Directory.Delete(folder);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another process sweeps at the same time, or files of a running operation are in it.
            }
        }
    }

    private static IEnumerable<string> Files(string folder)
    {
        try
        {
            return Directory.Exists(folder) ? Directory.GetFiles(folder, "*" + Suffix) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static bool IsAlive(string name)
    {
        try
        {
            var id = int.Parse(name[..name.IndexOf('-', StringComparison.Ordinal)], CultureInfo.InvariantCulture);
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or OverflowException)
        {
            return false;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // Windows says so of a process of another user.
            return true;
        }
    }

    // A process that ends deletes its file: what could not be read any more has nobody left who needs it judged.
    private List<ProgramEvent> ReadFile(string file, string name)
    {
        List<ProgramEvent> told = [];
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var from = _read.GetValueOrDefault(name);
            if (stream.Length <= from)
            {
                return told;
            }
            stream.Position = from;
            var bytes = new byte[stream.Length - from];
            stream.ReadExactly(bytes);
            // A line that is being written is read the next time.
            var end = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
            _read[name] = from + end;
            for (var at = 0; at < end; )
            {
                var length = bytes.AsSpan(at).IndexOf((byte)'\n');
                if (ProgramEventJson.Read(bytes.AsMemory(at, length), _shapes) is { } learnt)
                {
                    told.Add(learnt);
                }
                at += length + 1;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // One file that cannot be read says nothing about the others.
        }
        return told;
    }
}

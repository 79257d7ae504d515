using System.Collections.Concurrent;
using System.Diagnostics;

namespace NeonFlow.Testing.Postgres;

/// <summary>
/// A data directory fresh from initdb, kept per version and superuser name and copied for each server: a copy takes a
/// fraction of the time of initdb.
/// </summary>
internal sealed class PostgresTemplate
{
    // Raised when the content below changes.
    private const string Layout = "3";

    // Small WAL segments: the first one is most of what a copy copies.
    private const string Make = """
        set -e
        umask 077
        base= ; for d in "$1" /tmp /var/tmp; do if [ -d "$d" ] && [ -w "$d" ]; then base=$d; break; fi; done
        [ -n "$base" ] || { echo "no folder for data directories is writable" >&2; exit 1; }
        target="$base/neonflow-pgtemplate-$(id -u)-$2"
        if [ ! -d "$target" ]; then
          work=$(mktemp -d "$base/neonflow-pgmake-XXXXXXXX")
          head -c 64 /dev/urandom | od -An -tx1 | tr -d ' \n' | cut -c1-40 >"$work/password"
          "$3" -D "$work/data" -U "$4" --pwfile="$work/password" -A scram-sha-256 -E UTF8 --locale=C \
            --wal-segsize=1 --no-sync >"$work/initdb.log" 2>&1 ||
            { cat "$work/initdb.log" >&2; rm -rf "$work"; exit 1; }
          printf "\ninclude_if_exists 'neonflow.conf'\n" >>"$work/data/postgresql.conf"
          printf 'host all all 127.0.0.1/32 scram-sha-256\nhost replication all 127.0.0.1/32 scram-sha-256\n' >"$work/data/pg_hba.conf"
          if mv --version >/dev/null 2>&1; then mv -T "$work" "$target" 2>/dev/null || rm -rf "$work"
          else mv -n "$work" "$target" 2>/dev/null || rm -rf "$work"; fi
        fi
        [ -O "$target" ] || { echo "$target belongs to somebody else" >&2; exit 1; }
        echo "$target"
        cat "$target/password"
        """;

    private const string Copy = """
        set -e
        umask 077
        folder=$(mktemp -d "$(dirname "$1")/$2XXXXXXXX")
        cp -a "$1/data" "$folder/data"
        echo "$folder"
        """;

    private const string CopyData = """
        umask 077
        folder=$(mktemp -d "$(dirname "$(dirname "$1")")/$2XXXXXXXX") || exit 1
        cp -a "$1" "$folder/data" 2>>"$folder/server.log"
        cd "$folder/data" || exit 1
        rm -rf postmaster.pid postmaster.opts pg_replslot/*
        echo "$folder"
        """;

    private const string CopyLog = """
        set -e
        rm -rf "$2/data/pg_wal"
        cp -a "$1/pg_wal" "$2/data/pg_wal"
        printf '%s' "$3" >"$2/data/backup_label"
        """;

    private static readonly ConcurrentDictionary<string, Lazy<Task<PostgresTemplate>>> Known = new();

    private readonly string _folder;

    private PostgresTemplate(string folder, string password)
    {
        _folder = folder;
        Password = password;
    }

    /// <summary>The superuser's password in every copy until it is changed.</summary>
    internal string Password { get; }

    internal static async Task<PostgresTemplate> GetAsync(PostgresBinaries binaries, string superuser, CancellationToken stop)
    {
        var made = System.Text.Encoding.UTF8.GetBytes(binaries.Directory + "\n" + superuser);
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(made));
        var name = $"{Layout}-{binaries.Version}-{hash[..12]}";
        var making = Known.GetOrAdd(
            name,
            _ => new Lazy<Task<PostgresTemplate>>(async () =>
            {
                await SweepAsync().ConfigureAwait(false);
                var lines = (
                    await ShellAsync(Make, Path.GetTempPath(), name, binaries.Tool("initdb"), superuser).ConfigureAwait(false)
                ).Split('\n');
                return new PostgresTemplate(lines[0], lines[1]);
            })
        );
        try
        {
            return await making.Value.WaitAsync(stop).ConfigureAwait(false);
        }
        catch (PostgresStartException)
        {
            Known.TryRemove(new KeyValuePair<string, Lazy<Task<PostgresTemplate>>>(name, making));
            throw;
        }
    }

    internal async Task<string> CopyAsync(string prefix, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        return (await ShellAsync(Copy, _folder, prefix).ConfigureAwait(false)).Trim();
    }

    /// <summary>
    /// Copies the data directory of a server into a new folder and returns that. What vanishes meanwhile is passed over: a running server's
    /// data is made whole by its log, which <see cref="CopyLogAsync"/> copies at the end.
    /// </summary>
    internal static async Task<string> CopyDataAsync(string data, string prefix) =>
        (await ShellAsync(CopyData, data, prefix).ConfigureAwait(false)).Trim();

    /// <summary>Copies the write-ahead log, and the label that says from where it has to be read.</summary>
    internal static async Task CopyLogAsync(string data, string folder, string label) =>
        await ShellAsync(CopyLog, data, folder, label).ConfigureAwait(false);

    // The children of a server that crashed outlive it for a moment, and write until they notice.
    internal static async Task RemoveAsync(string folder) =>
        await ShellAsync(
                """
                for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
                  if rm -rf "$1" 2>/dev/null; then exit 0; fi
                  sleep 0.1
                done
                rm -rf "$1"
                """,
                folder
            )
            .ConfigureAwait(false);

    // What a process left behind whose guard was killed together with it (a container's end, a power cut).
    private static async Task SweepAsync() =>
        await ShellAsync(
                """
                for d in "${1%/}"/neonflow-pg-* /tmp/neonflow-pg-*; do
                  if [ -O "$d" ] && [ -r "$d/owner" ] && ! [ -d "/proc/$(cat "$d/owner")" ] && [ -d /proc/self ]; then
                    pid=$(head -n 1 "$d/data/postmaster.pid" 2>/dev/null || true)
                    if [ -z "$pid" ] || ! [ -d "/proc/$pid" ]; then rm -rf "$d"; fi
                  fi
                done
                """,
                Path.GetTempPath()
            )
            .ConfigureAwait(false);

    private static async Task<string> ShellAsync(string script, params string[] arguments)
    {
        var start = RunAs.Start("/bin/sh", ["-c", script, "neonflow-postgres", .. arguments]);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().ConfigureAwait(false);
        return process.ExitCode == 0
            ? await output.ConfigureAwait(false)
            : throw new PostgresStartException(
                $"A PostgreSQL data directory could not be made: {(await error.ConfigureAwait(false)).Trim()}"
            );
    }
}

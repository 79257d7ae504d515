namespace NeonFlow.Provider.ProgramView;

/// <summary>
/// The folder in which the provider processes of one operation exchange what they learn. It lies where only this user can make entries: in
/// the user's runtime directory, else in Pulumi's own folder in the home directory.
/// </summary>
internal static class ProgramFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The folder of all operations.</summary>
    public static string Root => RootIn(Environment.GetEnvironmentVariable);

    /// <summary>The folder of all operations in an environment.</summary>
    public static string RootIn(Func<string, string?> variable) =>
        variable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime && Directory.Exists(runtime)
            ? Path.Combine(Path.GetFullPath(runtime), "neonflow")
            : Path.Combine(PulumiHome(variable), "neonflow");

    private static string PulumiHome(Func<string, string?> variable) =>
        variable("PULUMI_HOME") is { Length: > 0 } home
            ? Path.GetFullPath(home)
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".pulumi");

    /// <summary>
    /// Makes the folder of one operation, or checks that it is the user's own; an <see cref="IOException"/> says why it cannot be used.
    /// </summary>
    public static void Create(string root, string folder)
    {
        if (!Path.IsPathRooted(root))
        {
            throw new IOException("the user has no home directory");
        }
        Secure(root);
        Secure(folder);
    }

    private static void Secure(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }
        var parent = Path.GetDirectoryName(folder)!;
        Directory.CreateDirectory(parent, OwnerOnly);
        // Who may write there can put another folder, or a link, in the place of this one.
        if (File.GetUnixFileMode(parent).HasFlag(UnixFileMode.OtherWrite))
        {
            throw new IOException($"other users may write into {parent}");
        }
        Directory.CreateDirectory(folder, OwnerOnly);
        if (new DirectoryInfo(folder).LinkTarget is not null)
        {
            throw new IOException($"{folder} is a link");
        }
        // Fails where another user owns the folder.
        File.SetUnixFileMode(folder, OwnerOnly);
    }
}

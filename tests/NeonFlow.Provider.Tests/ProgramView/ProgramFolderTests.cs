using NeonFlow.Provider.ProgramView;

namespace NeonFlow.Provider.Tests.ProgramView;

/// <summary>Which folder the processes of an operation share.</summary>
public sealed class ProgramFolderTests : IDisposable
{
    private readonly string _runtime = Directory.CreateTempSubdirectory("neonflow-runtime-").FullName;

    public void Dispose() => Directory.Delete(_runtime);

    private static string RootIn(params (string Name, string Value)[] variables) =>
        ProgramFolder.RootIn(name => variables.FirstOrDefault(v => v.Name == name).Value);

    private static string Relative(string path) => Path.GetRelativePath(Environment.CurrentDirectory, path);

    [Fact]
    public void The_runtime_directory_comes_first_and_one_that_is_not_there_is_passed_over()
    {
        Assert.Equal(
            Path.Combine(_runtime, "neonflow"),
            RootIn(("XDG_RUNTIME_DIR", _runtime), ("PULUMI_HOME", Path.Combine(_runtime, "home")))
        );
        Assert.Equal(
            Path.Combine(_runtime, "home", "neonflow"),
            RootIn(("XDG_RUNTIME_DIR", Path.Combine(_runtime, "absent")), ("PULUMI_HOME", Path.Combine(_runtime, "home")))
        );
        Assert.EndsWith(Path.Combine(".pulumi", "neonflow"), RootIn(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_relative_folder_is_taken_from_the_working_directory()
    {
        Assert.Equal(Path.Combine(_runtime, "neonflow"), RootIn(("XDG_RUNTIME_DIR", Relative(_runtime))));
        Assert.Equal(Path.Combine(_runtime, "home", "neonflow"), RootIn(("PULUMI_HOME", Relative(Path.Combine(_runtime, "home")))));
    }
}

namespace NeonFlow.SchemaGen.Tests;

public class DerivedFilesTests
{
    [Fact]
    public void Committed_files_equal_what_the_shapes_derive()
    {
        var repository = DerivedFiles.FindRepository(AppContext.BaseDirectory);
        if (Environment.GetEnvironmentVariable("NEONFLOW_ACCEPT") == "1")
        {
            DerivedFiles.Write(repository);
        }

        var differences = DerivedFiles.Differences(repository);
        Assert.True(
            differences.Count == 0,
            $"derived files differ; NEONFLOW_ACCEPT=1 ./test.sh writes them anew:\n{string.Join("\n", differences)}"
        );
    }
}

using NeonFlow.SchemaGen;

// Without arguments: says which derived files differ. With --write: writes them.
var repository = DerivedFiles.FindRepository(AppContext.BaseDirectory);
if (args.Contains("--write"))
{
    DerivedFiles.Write(repository);
    return 0;
}

var differences = DerivedFiles.Differences(repository);
foreach (var file in differences)
{
    Console.WriteLine(file);
}

return differences.Count == 0 ? 0 : 1;

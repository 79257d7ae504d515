namespace NeonFlow.Cli.Demo;

/// <summary>The engine that runs the demo's program: the test engine, or the <c>pulumi</c> CLI.</summary>
internal interface IDemoEngine
{
    /// <summary>What is in use, for the first lines of the demo.</summary>
    string Name { get; }

    /// <summary>Config of the stack, by <c>namespace:key</c>.</summary>
    IDictionary<string, string> Config { get; }

    Task<Said> PreviewAsync(bool diff = false, bool expectNoChanges = false);

    Task<Said> UpAsync();

    Task<Said> DestroyAsync();
}

namespace NeonFlow.Testing.Engine;

/// <summary>How an operation is run; the names are those of the pulumi CLI's flags.</summary>
public sealed record OperationOptions
{
    /// <summary>Reads every resource first. Default: false; resources that ask for it are read anyway.</summary>
    public bool Refresh { get; init; }

    /// <summary>Prints the tree of properties instead of rows. Default: false.</summary>
    public bool Diff { get; init; }

    /// <summary>
    /// Prints JSON instead of rows: a preview one document when it is over, everything else each event as a line. Default: false.
    /// </summary>
    public bool Json { get; init; }

    /// <summary>Ends with exit code 7 when something changes. Default: false.</summary>
    public bool ExpectNoChanges { get; init; }

    /// <summary>
    /// Goes on with what does not depend on a failed step. Default: false. A preview knows no such flag and ends with exit code 1.
    /// </summary>
    public bool ContinueOnError { get; init; }

    /// <summary>Refresh and destroy: shows what would happen, changes nothing. Default: false.</summary>
    public bool PreviewOnly { get; init; }

    /// <summary>
    /// Previews first, and goes no further where that fails, as the CLI does without <c>--skip-preview</c>. Default: false.
    /// </summary>
    public bool PreviewFirst { get; init; }

    /// <summary>Refresh: forgets creations that an interrupted engine left behind. Default: false.</summary>
    public bool ClearPendingCreates { get; init; }

    /// <summary>Refresh: runs the program, so that the current config is used. Default: false.</summary>
    public bool RunProgram { get; init; }

    /// <summary>Preview and up: the only resources that change. Default: all of them.</summary>
    public IReadOnlyList<Urn> Target { get; init; } = [];

    /// <summary>Preview and up: resources that do not change. Default: none.</summary>
    public IReadOnlyList<Urn> Exclude { get; init; } = [];

    /// <summary>Preview and up: resources that are replaced although nothing about them changed. Default: none.</summary>
    public IReadOnlyList<Urn> Replace { get; init; } = [];

    /// <summary>How many steps run at once. Default: what the engine's options say.</summary>
    public int? Parallel { get; init; }
}

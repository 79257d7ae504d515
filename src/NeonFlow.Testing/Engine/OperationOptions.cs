namespace NeonFlow.Testing.Engine;

/// <summary>How an operation is run; the names are those of the pulumi CLI's flags.</summary>
/// <remarks>In pulumi/pulumi: UpdateOptions (pkg/engine/update.go).</remarks>
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

    /// <summary>
    /// The only resources that change, are read or are destroyed. Default: all of them. A destroy that would take away more ends, unless
    /// <see cref="TargetDependents"/> is set.
    /// </summary>
    public IReadOnlyList<Urn> Target { get; init; } = [];

    /// <summary>What depends on a target, or is inside it, is a target, too. Default: false.</summary>
    public bool TargetDependents { get; init; }

    /// <summary>
    /// Resources that do not change, are not read or not destroyed; a destroy keeps what they need, too. Default: none. Not beside
    /// <see cref="Target"/>.
    /// </summary>
    public IReadOnlyList<Urn> Exclude { get; init; } = [];

    /// <summary>
    /// What depends on something excluded, or is inside it, is excluded, too. Default: false. A destroy knows no such flag.
    /// </summary>
    public bool ExcludeDependents { get; init; }

    /// <summary>Preview and up: resources that are replaced although nothing about them changed. Default: none.</summary>
    public IReadOnlyList<Urn> Replace { get; init; } = [];

    /// <summary>How many steps run at once. Default: what the engine's options say.</summary>
    public int? Parallel { get; init; }

    internal OperationTargets Targets =>
        new(Target, Exclude, Replace) { WithDependents = TargetDependents, WithoutDependents = ExcludeDependents };

    /// <summary>What the CLI says of flags that an operation does not know, or that exclude each other; it runs nothing then.</summary>
    internal string? Refused(OperationKind kind, bool preview) =>
        kind == OperationKind.Update && preview && ContinueOnError ? "unknown flag: --continue-on-error"
        : kind != OperationKind.Update && Replace.Count > 0 ? "unknown flag: --replace"
        : kind == OperationKind.Destroy && ExcludeDependents ? "unknown flag: --exclude-dependents"
        : Target.Count > 0 && Exclude.Count > 0
            ? "if any flags in the group [target exclude] are set none of the others can be; [exclude target] were all set"
        : null;
}

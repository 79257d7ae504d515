namespace NeonFlow.Testing.Engine.Display;

/// <summary>What a display is told about the operation and about where its text goes.</summary>
/// <remarks>In pulumi/pulumi: Options (pkg/backend/display/options.go).</remarks>
public sealed record DisplayOptions
{
    /// <summary>The operation that runs. Default: an update.</summary>
    public OperationKind Operation { get; init; } = OperationKind.Update;

    /// <summary>
    /// Whether nothing is changed: words are <c>create</c> instead of <c>created</c>, no duration is shown. Default: false.
    /// </summary>
    public bool IsPreview { get; init; }

    /// <summary>Whether the operation is only about resources that somebody named (<c>--target</c>). Default: false.</summary>
    public bool IsTargeted { get; init; }

    /// <summary>The stack's name, for the headline and for rows of the stack before its resource is known.</summary>
    public string Stack { get; init; } = "";

    /// <summary>The project's name, for rows of the stack before its resource is known.</summary>
    public string Project { get; init; } = "";

    /// <summary>Whether text is coloured with terminal escapes. Default: false.</summary>
    public bool Color { get; init; }

    /// <summary>Whether the writer is a terminal whose rows are drawn over again. Default: false, rows are a log.</summary>
    public bool Interactive { get; init; }

    /// <summary>Whether unchanged resources get rows too (<c>--show-sames</c>). Default: false.</summary>
    public bool ShowSames { get; init; }

    /// <summary>
    /// Whether the diff display shows the single steps of a replacement (<c>--show-replacement-steps</c>). Default: false.
    /// </summary>
    public bool ShowReplacementSteps { get; init; }

    /// <summary>Whether reads get rows of their own (<c>--show-reads</c>). Default: false, they are a status of the stack.</summary>
    public bool ShowReads { get; init; }

    /// <summary>Whether the stack's config is listed first (<c>--show-config</c>). Default: false.</summary>
    public bool ShowConfig { get; init; }

    /// <summary>Whether diagnostics of severity debug are shown (<c>--debug</c>). Default: false.</summary>
    public bool Debug { get; init; }

    /// <summary>Whether the stack's outputs are left out (<c>--suppress-outputs</c>). Default: false.</summary>
    public bool SuppressOutputs { get; init; }

    /// <summary>Whether the dots that show that something still runs are left out (<c>--suppress-progress</c>). Default: false.</summary>
    public bool SuppressProgress { get; init; }

    /// <summary>Whether long texts in property diffs are cut to three lines of 150 characters. Default: false.</summary>
    public bool TruncateOutput { get; init; }

    /// <summary>Where elapsed times and ticks come from. Default: the system's clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How texts name commands.</summary>
    internal CommandWords Commands { get; init; } = CommandWords.Pulumi;

    /// <summary>The terminal's columns and lines, asked before each frame. Default: the console's.</summary>
    public Func<(int Width, int Height)> TerminalSize { get; init; } = ConsoleSize;

    /// <summary>The headline's words, for example <c>Previewing update</c>.</summary>
    public string Headline =>
        (Operation, IsPreview) switch
        {
            (OperationKind.Refresh, true) => "Previewing refresh",
            (OperationKind.Refresh, false) => "Refreshing",
            (OperationKind.Destroy, true) => "Previewing destroy",
            (OperationKind.Destroy, false) => "Destroying",
            (OperationKind.Preview, _) or (_, true) => "Previewing update",
            _ => "Updating",
        };

    /// <summary>Size of the terminal; 80 by 24 where it does not say.</summary>
    internal static (int Width, int Height) ConsoleSize()
    {
        try
        {
            return Console.WindowWidth > 0 && Console.WindowHeight > 0 ? (Console.WindowWidth, Console.WindowHeight) : (80, 24);
        }
        catch (IOException)
        {
            return (80, 24);
        }
    }
}

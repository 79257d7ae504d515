namespace NeonFlow.Testing.Engine;

/// <summary>How an operation went.</summary>
public sealed record EngineResult
{
    /// <summary>Whether nothing failed.</summary>
    public bool Succeeded => ExitCode == 0;

    /// <summary>What the CLI would exit with: 0, 1 on failures, 7 when changes were not expected.</summary>
    public required int ExitCode { get; init; }

    /// <summary>Each step that ended well, in that order, the engine's own default providers left out.</summary>
    public required IReadOnlyList<StepMetadata> Steps { get; init; }

    /// <summary>How many resources each kind of step concerned.</summary>
    public required IReadOnlyDictionary<StepOp, int> Changes { get; init; }

    /// <summary>Everything that was said to the user.</summary>
    public required IReadOnlyList<DiagnosticEvent> Diagnostics { get; init; }

    /// <summary>The stack's outputs; secret ones are wrapped, <see cref="PropertyValue.Unwrapped"/> opens them.</summary>
    public required PropertyMap Outputs { get; init; }

    /// <summary>The resources of the stack after the operation (of a preview: as saved before it).</summary>
    public required IReadOnlyList<StepState> Resources { get; init; }

    /// <summary>What was printed.</summary>
    public required string Text { get; init; }

    /// <summary>What the CLI prints to standard error.</summary>
    public required string ErrorText { get; init; }

    /// <summary>Whether any resource changes, other than being read.</summary>
    public bool HasChanges => Changes.Keys.Any(op => op is not (StepOp.Same or StepOp.Read or StepOp.Refresh));
}

namespace NeonFlow.Provider.Pipeline;

/// <summary>Whether a capture can go on without the changes that it has lost.</summary>
internal enum LossAcceptance
{
    /// <summary>Never: it dies of them at its starts until their tables are captured again.</summary>
    Never,

    /// <summary>Once the cause is repaired.</summary>
    OnceRepaired,

    /// <summary>Also while the cause stands.</summary>
    Always,
}

namespace NeonFlow.Provider.Schema;

/// <summary>
/// A value that must not be printed: its text form is <c>[secret]</c>, and the codec marks it secret wherever it travels.
/// </summary>
/// <param name="Reveal">The value itself.</param>
public readonly record struct Secret(string Reveal)
{
    /// <summary>Always <c>[secret]</c>.</summary>
    public override string ToString() => "[secret]";
}

namespace NeonFlow.Provider.Schema;

/// <summary>Explains why a text cannot be read as a scalar type.</summary>
/// <typeparam name="T">The scalar type.</typeparam>
public interface IScalarErrors<T>
{
    /// <summary>What is wrong with the text, and what to write instead.</summary>
    /// <param name="text">A text that <typeparamref name="T"/> refuses.</param>
    /// <param name="path">Property path of the text.</param>
    static abstract Diagnostic Explain(string text, string path);
}

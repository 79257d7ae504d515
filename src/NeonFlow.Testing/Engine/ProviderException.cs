namespace NeonFlow.Testing.Engine;

/// <summary>A provider said no.</summary>
internal sealed class ProviderException(string message, bool stateUnknown = false) : Exception(message)
{
    /// <summary>Whether the answer left the engine without an idea of what became of the resource; a failed call does not.</summary>
    public bool StateUnknown { get; } = stateUnknown;

    /// <summary>The arguments that were wrong, by path, each with the reason.</summary>
    public IReadOnlyList<(string Path, string Reason)> WrongInputs { get; init; } = [];

    /// <summary>The message with the wrong arguments and the values that they had.</summary>
    public string Described(PropertyMap inputs) =>
        Message
        + string.Concat(
            WrongInputs.Select(wrong =>
                PropertyPath.TryParse(wrong.Path)?.Get(inputs) is { } value
                    ? $"\n\t\t- property {wrong.Path} with value '{Display.GoText.Value(value)}' has a problem: {wrong.Reason}"
                    : $"\n\t\t- property {wrong.Path} has a problem: {wrong.Reason}"
            )
        );
}

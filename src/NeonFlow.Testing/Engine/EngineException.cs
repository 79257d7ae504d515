namespace NeonFlow.Testing.Engine;

/// <summary>An operation cannot go on; the message is for the user.</summary>
public sealed class EngineException : Exception
{
    public EngineException(string message)
        : base(message) { }

    public EngineException(string message, Exception inner)
        : base(message, inner) { }
}

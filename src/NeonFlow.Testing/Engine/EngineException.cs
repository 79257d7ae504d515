namespace NeonFlow.Testing.Engine;

/// <summary>An operation cannot go on; the message is for the user.</summary>
public sealed class EngineException : Exception
{
    /// <summary>An operation that cannot go on.</summary>
    public EngineException(string message)
        : base(message) { }

    /// <summary>An operation that cannot go on because of another failure.</summary>
    public EngineException(string message, Exception inner)
        : base(message, inner) { }
}

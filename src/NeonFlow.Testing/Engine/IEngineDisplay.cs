namespace NeonFlow.Testing.Engine;

/// <summary>Who is told of events, in order, one at a time; it must not throw.</summary>
public interface IEngineDisplay
{
    /// <summary>Draws one event.</summary>
    void On(EngineEvent engineEvent);
}

namespace NeonFlow.Testing.Estuary;

/// <summary>Ends the handling of a call with an answer.</summary>
internal sealed class Refusal(HttpAnswer answer) : Exception($"answered {answer.Status}")
{
    public HttpAnswer Answer { get; } = answer;
}

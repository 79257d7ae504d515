namespace NeonFlow.Neon;

/// <summary>The facts of a failed call.</summary>
/// <param name="Call">Method and path, such as <c>GET /projects/quiet-lake-1/branches</c>.</param>
public sealed record NeonFailure(string Call)
{
    /// <summary>HTTP status; 0 where no answer came.</summary>
    public int Status { get; init; }

    /// <summary>Neon's error code; often empty.</summary>
    public string Code { get; init; } = "";

    /// <summary>Neon's words, or what went wrong on the way.</summary>
    public string Message { get; init; } = "";

    /// <summary>Neon's request id, for its support.</summary>
    public string? RequestId { get; init; }

    /// <summary>How often the call was tried.</summary>
    public int Attempts { get; init; } = 1;

    /// <inheritdoc/>
    public override string ToString()
    {
        var status = Status == 0 ? "" : $" answered {Status}{(Code.Length == 0 ? "" : $" ({Code})")}";
        var tries = Attempts > 1 ? $", tried {Attempts} times" : "";
        var request = RequestId is null ? "" : $" [request {RequestId}]";
        return $"Neon: {Call}{status}{tries}: {Message}{request}";
    }
}

namespace NeonFlow.Estuary;

/// <summary>The facts of a failed call.</summary>
/// <param name="Call">Method and path, or the name of a GraphQL operation.</param>
public sealed record EstuaryFailure(string Call)
{
    /// <summary>HTTP status; 0 where no answer came.</summary>
    public int Status { get; init; }

    /// <summary>Code of PostgREST or GraphQL, such as <c>P0001</c> or <c>PermissionDenied</c>.</summary>
    public string Code { get; init; } = "";

    /// <summary>Estuary's words, or what went wrong on the way.</summary>
    public string Message { get; init; } = "";

    /// <summary>How often the call was tried.</summary>
    public int Attempts { get; init; } = 1;

    /// <inheritdoc/>
    public override string ToString()
    {
        var status = Status == 0 ? "" : $" answered {Status}{(Code.Length == 0 ? "" : $" ({Code})")}";
        var tries = Attempts > 1 ? $", tried {Attempts} times" : "";
        return $"Estuary: {Call}{status}{tries}: {Message}";
    }
}

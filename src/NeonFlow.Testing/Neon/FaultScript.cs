namespace NeonFlow.Testing.Neon;

/// <summary>The script of faults; each is used up by the calls that it matches.</summary>
internal sealed class FaultScript
{
    private static readonly string[] Methods = ["GET", "POST", "PATCH", "PUT", "DELETE"];
    private readonly List<Fault> _faults = [];

    /// <summary>Matches <c>"POST /roles"</c>, <c>"/roles"</c> (any method), <c>"POST"</c>, or with null every call.</summary>
    internal void Add(FaultKind kind, string? match, Func<Fault, Fault> shape)
    {
        var words = (match ?? "").Split(' ', 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var method = words.Length > 0 && Methods.Contains(words[0]) ? words[0] : null;
        var path = method is null ? string.Join(' ', words) : words.ElementAtOrDefault(1) ?? "";
        lock (_faults)
        {
            _faults.Add(shape(new Fault(kind, method, path)));
        }
    }

    internal Fault? Take(FaultKind kind, string method, string path)
    {
        lock (_faults)
        {
            var found = _faults.FirstOrDefault(fault =>
                fault.Kind == kind && (fault.Method ?? method) == method && path.Contains(fault.PathPart, StringComparison.Ordinal)
            );
            if (found is not null && --found.Left == 0)
            {
                _faults.Remove(found);
            }
            return found;
        }
    }

    internal void Clear()
    {
        lock (_faults)
        {
            _faults.Clear();
        }
    }

    internal static (int Status, string Code, string Message) Usual(int status) =>
        status switch
        {
            400 => (status, "", "bad request"),
            401 => (status, "", "authentication required"),
            403 => (status, "", "permission denied"),
            404 => (status, "", "not found"),
            409 => (status, "", "already exists"),
            412 => (status, "", "password storage is disabled for this project"),
            422 => (status, "", "branch not ready yet"),
            423 => (status, "", NeonRefusal.Busy),
            429 => (status, "", "rate limit exceeded, please try again later"),
            503 => (status, "", "service unavailable"),
            _ => (status, "", "internal error"),
        };
}

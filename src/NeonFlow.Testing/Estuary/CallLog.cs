namespace NeonFlow.Testing.Estuary;

internal sealed class CallLog
{
    private readonly List<EstuaryCall> _calls = [];
    private readonly Lock _gate = new();

    public IReadOnlyList<EstuaryCall> Snapshot()
    {
        lock (_gate)
        {
            return [.. _calls];
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _calls.Clear();
        }
    }

    public EstuaryCall Begin(EstuarySurface surface, HttpCall call, string query)
    {
        var secret = surface == EstuarySurface.ConfigEncryption || call.Path.Contains("token", StringComparison.Ordinal);
        lock (_gate)
        {
            var recorded = new EstuaryCall
            {
                Number = _calls.Count + 1,
                Surface = surface,
                Method = call.Method,
                Path = call.Path,
                Query = query,
                Body = secret ? null : call.Body,
                Operation = call.Path.EndsWith("/graphql", StringComparison.Ordinal) ? GraphQl.GraphQlDocument.NameOf(call.Body) : null,
            };
            _calls.Add(recorded);
            return recorded;
        }
    }
}

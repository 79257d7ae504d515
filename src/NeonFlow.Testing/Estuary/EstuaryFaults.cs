using System.Globalization;
using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary;

/// <summary>
/// Faults that the local Estuary is told to show; each is used up by the calls it matches, in the order they were scripted.
/// </summary>
public sealed class EstuaryFaults
{
    private sealed record Rule(Func<EstuaryCall, bool> Match, HttpAnswer? Answer, bool LoseAnswer, TimeSpan Delay)
    {
        public Action<JsonNode>? Change { get; init; }
        public int Left { get; set; }
    }

    internal readonly record struct Plan(HttpAnswer? Answer, bool LoseAnswer, TimeSpan Delay, Action<JsonNode>? Change);

    private readonly List<Rule> _rules = [];
    private readonly Queue<string> _publications = new();
    private readonly Dictionary<string, string> _headers = [];
    private readonly Lock _gate = new();

    /// <summary>The next <paramref name="count"/> calls that match are answered with <paramref name="status"/> and do nothing.</summary>
    public void Next(int status, Func<EstuaryCall, bool>? match = null, int count = 1, string? body = null, TimeSpan? retryAfter = null)
    {
        var answer = HttpAnswer.Text(status, body ?? $"scripted fault {status}");
        if (retryAfter is { } wait)
        {
            answer.With("Retry-After", ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture));
        }
        Add(new Rule(match ?? (static _ => true), answer, false, TimeSpan.Zero) { Left = count });
    }

    /// <summary>
    /// The next <paramref name="count"/> calls that match are carried out, and their answers changed in place before they are sent.
    /// </summary>
    public void Change(Action<JsonNode> change, Func<EstuaryCall, bool>? match = null, int count = 1) =>
        Add(new Rule(match ?? (static _ => true), null, false, TimeSpan.Zero) { Change = change, Left = count });

    /// <summary>The next call that matches is carried out, then its connection breaks before the answer.</summary>
    public void LoseNextAnswer(Func<EstuaryCall, bool>? match = null) =>
        Add(new Rule(match ?? (static _ => true), null, true, TimeSpan.Zero) { Left = 1 });

    /// <summary>The next <paramref name="count"/> calls that match wait before they are carried out.</summary>
    public void Slow(TimeSpan delay, Func<EstuaryCall, bool>? match = null, int count = 1) =>
        Add(new Rule(match ?? (static _ => true), null, false, delay) { Left = count });

    /// <summary>
    /// The next call of the agent API that matches is denied for now, as a new grant is: 307 with <c>Location</c>,
    /// <c>Date</c> and <c>Retry-After</c> as a date.
    /// </summary>
    public void DenyForNow(TimeSpan retryAfter, Func<EstuaryCall, bool>? match = null)
    {
        var now = DateTimeOffset.UtcNow;
        var answer = HttpAnswer
            .Text(307, "provisional PermissionDenied error: the grant is not visible yet")
            .With("Retry-After", (now + retryAfter).ToString("r", CultureInfo.InvariantCulture))
            .With("Date", now.ToString("r", CultureInfo.InvariantCulture))
            .With(
                "Location",
                "/api/graphql?started="
                    + Uri.EscapeDataString(Json.Time(now))
                    + "&retryAfter="
                    + Uri.EscapeDataString(Json.Time(now + retryAfter))
            );
        Add(new Rule(c => c.Surface == EstuarySurface.Agent && (match?.Invoke(c) ?? true), answer, false, TimeSpan.Zero) { Left = 1 });
    }

    /// <summary>
    /// The next publication ends with this <c>job_status.type</c> (<c>buildIdLockFailure</c>, <c>publishFailed</c>, one nobody knows) and
    /// commits nothing.
    /// </summary>
    public void NextPublication(string type)
    {
        lock (_gate)
        {
            _publications.Enqueue(type);
        }
    }

    /// <summary>Every later answer carries this header (<c>Deprecation</c>, <c>Sunset</c>); null takes it away.</summary>
    public void Header(string name, string? value)
    {
        lock (_gate)
        {
            if (value is null)
            {
                _headers.Remove(name);
            }
            else
            {
                _headers[name] = value;
            }
        }
    }

    /// <summary>Forgets every scripted fault that was not used yet.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _rules.Clear();
            _publications.Clear();
            _headers.Clear();
        }
    }

    internal IReadOnlyList<KeyValuePair<string, string>> ExtraHeaders
    {
        get
        {
            lock (_gate)
            {
                return [.. _headers];
            }
        }
    }

    internal string? TakePublication()
    {
        lock (_gate)
        {
            return _publications.TryDequeue(out var type) ? type : null;
        }
    }

    internal Plan Take(EstuaryCall call)
    {
        lock (_gate)
        {
            var rule = _rules.FirstOrDefault(r => r.Match(call));
            if (rule is null)
            {
                return default;
            }
            if (--rule.Left <= 0)
            {
                _rules.Remove(rule);
            }
            return new Plan(rule.Answer, rule.LoseAnswer, rule.Delay, rule.Change);
        }
    }

    private void Add(Rule rule)
    {
        lock (_gate)
        {
            _rules.Add(rule);
        }
    }
}

using System.Net;

namespace NeonFlow.Http.Tests;

/// <summary>A client of an API: of one that does not exist, with a scripted transport below, or of one behind a socket.</summary>
internal sealed class Api : IDisposable
{
    // A client that forgets its pauses would ask for ever.
    private const int MostRequests = 1000;

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(60);

    private readonly HttpClient _client;
    private readonly Uri _address;

    public Api(Func<HttpRequestMessage, HttpResponseMessage> answer)
    {
        _address = new("http://api.test/v2");
        Clock = new(AnswerTimeout / 2, AnswerTimeout, CallTimeout);
        _client = new(new Handler(this, Options(AnswerTimeout, CallTimeout, Clock), new Transport(this, answer)));
    }

    public Api(Uri address, TimeSpan answerTimeout, TimeSpan callTimeout)
    {
        _address = address;
        Clock = new();
        _client = new(new Handler(this, Options(answerTimeout, callTimeout, TimeProvider.System), HttpTransport.New(address)));
    }

    public ImpatientClock Clock { get; }

    public List<FailedAttempt> Failures { get; } = [];

    public List<string> Told { get; } = [];

    public int Requests { get; private set; }

    /// <summary>Whether the calls are part of a change.</summary>
    public bool IsChange { get; init; }

    /// <summary>What the API says of a failure by its cause and status.</summary>
    public Func<FailedAttempt, RetryRule> Rule { get; init; } = static _ => RetryRule.WhenFree;

    public static HttpResponseMessage Answer(int status, string body = "", string? retryAfter = null)
    {
        var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body) };
        if (retryAfter is not null)
        {
            answer.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
        }

        return answer;
    }

    public async Task<string> SendAsync(HttpMethod method, string path = "things/1?with=query", CancellationToken stop = default)
    {
        using var request = new HttpRequestMessage(method, new Uri($"{_address}/{path}"));
        using var answer = await _client.SendAsync(request, stop);
        return await answer.Content.ReadAsStringAsync(stop);
    }

    public void Dispose() => _client.Dispose();

    private RetryOptions Options(TimeSpan answerTimeout, TimeSpan callTimeout, TimeProvider clock) =>
        new()
        {
            AnswerTimeout = answerTimeout,
            CallTimeout = callTimeout,
            Patience = TimeSpan.FromMinutes(5),
            ReadPatience = TimeSpan.FromSeconds(90),
            IsChange = () => IsChange,
            Attempts = 4,
            FirstPause = TimeSpan.FromMilliseconds(250),
            LongestPause = TimeSpan.FromSeconds(10),
            Clock = clock,
        };

    private sealed class Handler(Api api, RetryOptions options, HttpMessageHandler transport)
        : ApiHandler(api._address, options, new Teller(api.Told), transport)
    {
        protected override ValueTask PrepareAsync(HttpCall call, CancellationToken stop) => default;

        protected override bool MayBeEmpty(HttpRequestMessage request) => request.Method == HttpMethod.Delete;

        protected override Verdict Judge(FailedAttempt attempt)
        {
            lock (api.Failures)
            {
                api.Failures.Add(attempt);
            }

            return new(new InvalidOperationException($"{attempt.Call.Name} {attempt.Status}"), api.Rule(attempt), "the API is busy");
        }
    }

    private sealed class Teller(List<string> told) : IProgress<string>
    {
        public void Report(string value)
        {
            lock (told)
            {
                told.Add(value);
            }
        }
    }

    private sealed class Transport(Api api, Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return ++api.Requests > MostRequests
                ? throw new InvalidOperationException("The client does not stop asking.")
                : Task.FromResult(answer(request));
        }
    }
}

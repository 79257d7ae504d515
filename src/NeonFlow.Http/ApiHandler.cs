using System.Globalization;
using Polly;
using Polly.Retry;

namespace NeonFlow.Http;

/// <summary>
/// Stands before the transport of an API: adds credentials, limits the time, reads the whole answer, and repeats what failed. It returns
/// successes only; a failure is thrown as the exception that the client of the API made of it.
/// </summary>
public abstract class ApiHandler : DelegatingHandler
{
    // The largest answers are pages of specs, some megabytes.
    private const int LargestAnswer = 64 << 20;

    // What one call has waited for in vain, another that comes soon after does not wait for again.
    private static readonly TimeSpan OutageHolds = TimeSpan.FromSeconds(30);

    private readonly Uri _address;
    private readonly RetryOptions _options;
    private readonly IProgress<string>? _progress;
    private readonly Lazy<ResiliencePipeline<Attempt>> _retries;
    private readonly Lock _gate = new();
    private Task<bool>? _asking;
    private int _answers;
    private volatile Outage? _silence;
    private volatile Outage? _refusal;

    /// <summary>A handler for one API.</summary>
    /// <param name="address">Address of the API; messages name paths below it.</param>
    /// <param name="options">Retries.</param>
    /// <param name="progress">Told why a call waits.</param>
    /// <param name="transport">What sends the requests.</param>
    protected ApiHandler(Uri address, RetryOptions options, IProgress<string>? progress, HttpMessageHandler transport)
        : base(transport)
    {
        _address = address;
        _options = options;
        _progress = progress;
        _retries = new(NewRetries);
    }

    /// <summary>Adds what every attempt carries, such as the credential. Where it asks an API for it, that has its own limits.</summary>
    protected abstract ValueTask PrepareAsync(HttpCall call, CancellationToken stop);

    /// <summary>Says what a failed attempt means.</summary>
    protected abstract Verdict Judge(FailedAttempt attempt);

    /// <summary>Whether the answer to a request may come without a body.</summary>
    protected abstract bool MayBeEmpty(HttpRequestMessage request);

    /// <summary>Looks at the headers of every answer.</summary>
    protected virtual void Received(HttpCall call, HttpResponseMessage answer) { }

    /// <inheritdoc/>
    protected sealed override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = HttpCall.Begin(request, _address, _options.Clock);
        if (Lasts(_silence))
        {
            call.Attempts++;
            throw TimedOut(call, _options.AnswerTimeout, wasSent: false).Verdict!.Failure;
        }

        var attempt = await _retries
            .Value.ExecuteAsync(
                static (state, stop) => state.Handler.AttemptAsync(state.Call, stop),
                (Handler: this, Call: call),
                cancellationToken
            )
            .ConfigureAwait(false);
        return attempt.Answer ?? throw attempt.Verdict!.Failure;
    }

    private ResiliencePipeline<Attempt> NewRetries() =>
        new ResiliencePipelineBuilder<Attempt> { TimeProvider = _options.Clock }
            .AddRetry(
                new RetryStrategyOptions<Attempt>
                {
                    MaxRetryAttempts = int.MaxValue,
                    ShouldHandle = static a => new(a.Outcome.Result is { IsRepeated: true }),
                    DelayGenerator = static a => new(a.Outcome.Result!.Pause),
                    OnRetry = a =>
                    {
                        if (a.RetryDelay > TimeSpan.Zero)
                        {
                            _progress?.Report(
                                $"{a.Outcome.Result!.Verdict!.Progress} (until {a.Outcome.Result.Until:HH:mm:ss} at the latest)"
                            );
                        }

                        return default;
                    },
                }
            )
            .Build();

    private async ValueTask<Attempt> AttemptAsync(HttpCall call, CancellationToken stop)
    {
        call.Attempts++;
        await PrepareAsync(call, stop).ConfigureAwait(false);
        var time = _options.TimeoutOf(call);
        var answers = Volatile.Read(ref _answers);
        using var timeout = new CancellationTokenSource(time, _options.Clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop, timeout.Token);
        using var slow = new Timer(
            _ => _progress?.Report($"waiting for {_address.Authority}: no answer yet"),
            null,
            _options.AnswerTimeout / 6,
            Timeout.InfiniteTimeSpan
        );
        var exchange = ExchangeAsync(call, limit.Token);
        var silence = IsSilentAsync(exchange, answers, stop);
        try
        {
            // A read has no more time than it takes to find that out.
            if (
                time > _options.AnswerTimeout
                && await Task.WhenAny(exchange, silence).ConfigureAwait(false) == silence
                && await silence.ConfigureAwait(false)
            )
            {
                time = _options.AnswerTimeout;
                await timeout.CancelAsync().ConfigureAwait(false);
            }

            return await exchange.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            if (await silence.ConfigureAwait(false))
            {
                _silence = Now();
            }

            return TimedOut(call, time, wasSent: true);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            var message = (exception as HttpRequestException)?.HttpRequestError switch
            {
                HttpRequestError.ConfigurationLimitExceeded => (FailureCause.TooLarge, $"the answer is larger than {LargestAnswer} bytes"),
                HttpRequestError.NameResolutionError
                or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError
                or HttpRequestError.ProxyTunnelError => (
                    FailureCause.NotConnected,
                    $"cannot connect to {_address.Authority}: {exception.Message}"
                ),
                _ => (
                    call.Kind == CallKind.Read && Volatile.Read(ref _answers) == 0
                        ? FailureCause.NeverAnswered
                        : FailureCause.ConnectionLost,
                    $"the connection to {_address.Authority} broke: {exception.Message}"
                ),
            };
            return Failed(new(call, message.Item1) { Message = message.Item2, Inner = exception }, asked: null);
        }
    }

    private async Task<Attempt> ExchangeAsync(HttpCall call, CancellationToken stop)
    {
        using var answer = await base.SendAsync(call.Request, stop).ConfigureAwait(false);
        await answer.Content.LoadIntoBufferAsync(LargestAnswer, stop).ConfigureAwait(false);
        var body = await answer.Content.ReadAsByteArrayAsync(stop).ConfigureAwait(false);
        Answered();
        Received(call, answer);
        return Read(call, answer, body);
    }

    /// <summary>
    /// Whether the API says nothing: the answer is late, no other call got one in the meantime, and nor does another connection. A call
    /// that merely takes long is waited for.
    /// </summary>
    private async Task<bool> IsSilentAsync(Task exchange, int answers, CancellationToken stop)
    {
        var half = _options.AnswerTimeout / 2;
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (await Task.WhenAny(exchange, Task.Delay(half, _options.Clock, waiting.Token)).ConfigureAwait(false) == exchange)
        {
            await waiting.CancelAsync().ConfigureAwait(false);
            return false;
        }

        Task<bool> asking;
        lock (_gate)
        {
            asking = _asking is { IsCompleted: false } ? _asking : _asking = AsksAsync(half);
        }

        return !await asking.WaitAsync(stop).ConfigureAwait(false) && Volatile.Read(ref _answers) == answers;
    }

    /// <summary>Whether the API answers a request of its own within a time; a refusal is an answer, too.</summary>
    private async Task<bool> AsksAsync(TimeSpan time)
    {
        using var limit = new CancellationTokenSource(time, _options.Clock);
        using var request = new HttpRequestMessage(HttpMethod.Get, _address);
        try
        {
            using var answer = await base.SendAsync(request, limit.Token).ConfigureAwait(false);
            Answered();
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return false;
        }
    }

    private void Answered()
    {
        Interlocked.Increment(ref _answers);
        _silence = null;
    }

    private Attempt Read(HttpCall call, HttpResponseMessage answer, byte[] body)
    {
        var isEmpty = IsEmpty(body);
        if (answer.IsSuccessStatusCode && (!isEmpty || MayBeEmpty(call.Request)))
        {
            _refusal = null;
            return new()
            {
                Answer = new(answer.StatusCode) { Content = new ByteArrayContent(isEmpty ? [] : body), RequestMessage = call.Request },
            };
        }

        return Failed(
            new(call, answer.IsSuccessStatusCode ? FailureCause.NoBody : FailureCause.Answered)
            {
                Status = (int)answer.StatusCode,
                Message = answer.IsSuccessStatusCode ? "the answer has no body" : answer.ReasonPhrase ?? "no explanation",
                Body = body,
                Headers = answer.Headers,
            },
            RetryAfter.Read(answer.Headers, _options.Clock)
        );
    }

    private Attempt TimedOut(HttpCall call, TimeSpan waited, bool wasSent) =>
        Failed(
            new(call, FailureCause.TimedOut)
            {
                Message = string.Create(CultureInfo.InvariantCulture, $"no answer within {waited.TotalSeconds:0.#} s"),
                WasSent = wasSent,
            },
            asked: null
        );

    private Attempt Failed(FailedAttempt failed, TimeSpan? asked)
    {
        var verdict = Judge(failed);
        var pause = verdict.Rule == RetryRule.AtOnce ? TimeSpan.Zero : _options.PauseAfter(failed.Call.Attempts, asked);
        var isRepeated =
            failed.Cause != FailureCause.TimedOut
            && !(verdict.Rule == RetryRule.WhenCountedAnew && _options.IsLook(failed.Call) && Lasts(_refusal))
            && _options.Repeats(verdict.Rule, failed.Call, pause);
        if (verdict.Rule == RetryRule.WhenCountedAnew && !isRepeated)
        {
            _refusal = Now();
        }

        return new()
        {
            Verdict = verdict,
            Pause = pause,
            Until = _options.Deadline(failed.Call),
            IsRepeated = isRepeated,
        };
    }

    private Outage Now() => new(_options.Clock.GetTimestamp());

    private bool Lasts(Outage? outage) => outage is not null && _options.Clock.GetElapsedTime(outage.At) < OutageHolds;

    /// <summary>JSON's null says no more than no body.</summary>
    private static bool IsEmpty(ReadOnlySpan<byte> body) => body.Trim(" \t\r\n"u8) is [] or [(byte)'n', (byte)'u', (byte)'l', (byte)'l'];

    private sealed record Outage(long At);

    private sealed class Attempt
    {
        public HttpResponseMessage? Answer { get; init; }

        public Verdict? Verdict { get; init; }

        public TimeSpan Pause { get; init; }

        public DateTimeOffset Until { get; init; }

        public bool IsRepeated { get; init; }
    }
}
